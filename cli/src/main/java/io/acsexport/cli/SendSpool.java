package io.acsexport.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code send} keeps its events: a folder of the user's, or a temporary one. The temporary
 * one goes only when nothing in it is needed any more, however the command ends.
 */
final class SendSpool implements AutoCloseable {

  private final Path path;
  private final boolean temporary;
  private final Terminal terminal;
  private boolean mayBeDeleted = true;

  private SendSpool(Path path, boolean temporary, Terminal terminal) {
    this.path = path;
    this.temporary = temporary;
    this.terminal = terminal;
  }

  /** The folder named, or a new temporary one. */
  static SendSpool at(@Nullable Path named, Terminal terminal) throws CommandFailure {
    try {
      return named != null
          ? new SendSpool(named.toAbsolutePath(), false, terminal)
          : new SendSpool(Files.createTempDirectory("acs-export-send-"), true, terminal);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.IO,
          "A temporary spool cannot be made: "
              + SafeText.oneLine(e.toString())
              + "\nName a folder with --spool DIR.",
          e);
    }
  }

  Path path() {
    return path;
  }

  /** Says whether a temporary folder is of no use to anybody; it is not until events are stored. */
  void mayBeDeleted(boolean useless) {
    mayBeDeleted = useless;
  }

  /** The folder that will be there afterwards, or null where none will. */
  @Nullable Path kept() {
    return temporary && mayBeDeleted ? null : path;
  }

  @Override
  public void close() {
    if (!temporary) {
      return;
    }
    if (!mayBeDeleted) {
      terminal.complain(
          "The spool is kept in "
              + path
              + ". To deliver what is in it, run the same command with"
              + "\n  --spool "
              + path
              + " /dev/null");
      return;
    }
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      terminal.complain(
          "The temporary spool could not be deleted: " + SafeText.oneLine(e.toString()));
    }
  }
}
