package io.acsexport.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A child process that ends with this JVM: by a shutdown hook when this JVM exits, and because the
 * child is one that ends when its standard input does, which the kernel closes even when this JVM
 * is killed.
 */
public final class ChildProcess implements AutoCloseable {

  private final Process process;
  private final Thread hook;

  private ChildProcess(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroyForcibly, "end-child-" + process.pid());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts one.
   *
   * @param builder command and environment; its redirections are replaced
   * @param output where standard output goes, appended
   * @param errors where standard error goes, appended; may be the same file
   */
  public static ChildProcess start(ProcessBuilder builder, Path output, Path errors)
      throws IOException {
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    if (output.equals(errors)) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    }
    return new ChildProcess(builder.start());
  }

  /** The child's standard input. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /** Whether it runs; a stopped one does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end; false when it still runs after that time. */
  public boolean await(Duration timeout) throws InterruptedException {
    return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How it ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Freezes it (SIGSTOP); returns once no thread of it runs any more. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
    // One thread takes the signal and stops the others: on a busy machine they go on for a while.
    Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    while (Files.exists(threads) && isAlive() && !isStopped(threads)) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static boolean isStopped(Path threads) {
    try (Stream<Path> all = Files.list(threads)) {
      for (Path thread : all.toList()) {
        String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
        // The state follows the name, which stands in brackets.
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // a thread that ended meanwhile
    }
  }

  /** Sends it a signal, such as {@code CONT}. */
  public void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " ended with " + code);
    }
  }

  /** Ends it at once (SIGKILL), also when it is stopped, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    try {
      input().close();
    } catch (IOException e) {
      // The pipe of a process that is gone: nothing is left to be told.
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is exiting; the hook runs or has run.
    }
  }

  /** The last lines a child wrote, for the message of an exception. */
  public static String endOf(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }
}
