package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A consumer in a process of its own, as its user would run it. */
final class ConsumerProcess implements AutoCloseable {

  private final Process process;
  private final Path output;

  private ConsumerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
    // Should this JVM be ended before the test closes it.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /**
   * Starts a command.
   *
   * @param output where its standard output goes; errors go to a file beside it
   */
  static ConsumerProcess start(Path output, List<String> command) throws IOException {
    Path errors = output.resolveSibling(output.getFileName() + ".err");
    return new ConsumerProcess(
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start(),
        output);
  }

  /** Starts a Java program with this JVM's class path. */
  static ConsumerProcess java(Path output, Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return start(output, command);
  }

  /** What it printed so far. */
  List<String> lines() throws IOException {
    return Files.readAllLines(output);
  }

  /** Tells it to end (SIGTERM), waits until it has, and returns all that it printed. */
  List<String> end() throws IOException, InterruptedException {
    assertThat(process.isAlive()).as("%s is still running", output).isTrue();
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends when told", output).isTrue();
    return lines();
  }

  /** Kills it (SIGKILL), and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
