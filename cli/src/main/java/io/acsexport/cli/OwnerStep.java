package io.acsexport.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command again as the owner of a folder where it was started by root: files of root in that
 * folder would keep the exporter from opening it. Uses what systems have for this: {@code runuser}
 * or {@code setpriv}.
 */
final class OwnerStep {

  private static final String ROOT = "root";
  private static final String[] FOLDERS = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};

  private OwnerStep() {}

  /**
   * Does nothing where this process may make files in the folder; else runs the whole command
   * again.
   *
   * @return the exit code of the command, or null where it is to go on in this process
   */
  static @Nullable Integer instead(AcsExport root, Path folder)
      throws CommandException, InterruptedException {
    String owner = ownerOf(folder);
    if (owner == null || owner.equals(ROOT) || !System.getProperty("user.name", "").equals(ROOT)) {
      return null;
    }
    List<String> again = root.surroundings().again().apply(root.arguments());
    if (again.isEmpty()) {
      throw refused(folder, owner);
    }
    ProcessBuilder process = new ProcessBuilder(as(owner, folder, again)).inheritIO();
    // What only root may read was read by root.
    Map<String, String> environment = process.environment();
    environment.putAll(root.environment());
    environment.put(EnvironmentFile.COMPLETE, "true");
    root.terminal().hint("Running as " + owner + ", to whom " + folder + " belongs.");
    root.terminal().out().flush();
    try {
      Process child = process.start();
      return await(child);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.IO,
          "This command cannot be run as '" + owner + "': " + SafeText.oneLine(e + "."),
          e);
    }
  }

  private static int await(Process child) throws InterruptedException {
    try {
      return child.waitFor();
    } catch (InterruptedException e) {
      child.destroy();
      throw e;
    }
  }

  private static @Nullable String ownerOf(Path folder) throws CommandException {
    try {
      return Files.isDirectory(folder) ? Files.getOwner(folder).getName() : null;
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.IO, folder + " cannot be looked at: " + SafeText.oneLine(e + "."), e);
    }
  }

  private static List<String> as(String owner, Path folder, List<String> again)
      throws CommandException {
    List<String> command = new ArrayList<>();
    String runuser = find("runuser");
    String setpriv = find("setpriv");
    if (runuser != null) {
      command.addAll(List.of(runuser, "-u", owner, "--"));
    } else if (setpriv != null) {
      command.addAll(List.of(setpriv, "--reuid=" + owner, "--regid=" + owner, "--init-groups"));
    } else {
      throw refused(folder, owner);
    }
    command.addAll(again);
    return command;
  }

  private static CommandException refused(Path folder, String owner) {
    return new CommandException(
        ExitCode.IO,
        folder
            + " belongs to user '"
            + owner
            + "', who could not open what root makes in it.\nRun this as that user: sudo -u "
            + owner
            + " …");
  }

  private static @Nullable String find(String program) {
    for (String folder : FOLDERS) {
      Path file = Path.of(folder, program);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    return null;
  }
}
