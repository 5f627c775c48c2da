package io.acsexport.testing.road;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the command {@code acs-export} as it was assembled.
 *
 * @param exitCode what it returned
 * @param out its standard output
 * @param err its standard error
 */
public record CommandLineRun(int exitCode, String out, String err) {

  private static final int SECONDS = 90;

  /** Runs it to its end. */
  public static CommandLineRun of(String... arguments) throws IOException, InterruptedException {
    return run(command(arguments));
  }

  /**
   * Runs it to its end.
   *
   * @param temporary the folder of its temporary files, of which a command keeps what is still
   *     needed
   */
  public static CommandLineRun keeping(Path temporary, String... arguments)
      throws IOException, InterruptedException {
    // In a file, since the launcher takes options apart at blanks.
    Files.writeString(
        temporary.resolve("java.options"), "-Djava.io.tmpdir=\"" + temporary + "\"\n");
    ProcessBuilder command = command(arguments).directory(temporary.toFile());
    command.environment().put("ACS_EXPORT_JAVA_OPTS", "@java.options");
    return run(command);
  }

  private static ProcessBuilder command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Road.HOME.resolve("bin/acs-export").toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static CommandLineRun run(ProcessBuilder command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("command", ".out");
    Path err = Files.createTempFile("command", ".err");
    Process process = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(command.command() + " did not end: " + Files.readString(err));
      }
      return new CommandLineRun(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Runs it to its end, which must be a success. */
  public static CommandLineRun succeed(String... arguments)
      throws IOException, InterruptedException {
    CommandLineRun run = of(arguments);
    if (run.exitCode() != 0) {
      throw new AssertionError(List.of(arguments) + " failed: " + run);
    }
    return run;
  }
}
