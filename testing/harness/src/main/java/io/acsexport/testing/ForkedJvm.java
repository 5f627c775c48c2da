package io.acsexport.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child JVM with the broker's class path.
 *
 * <p>Its standard input is the thread its life hangs on: {@link ChildMain} ends the child when that
 * pipe closes, which the kernel does even when this JVM is killed. A shutdown hook ends it when
 * this JVM exits.
 */
final class ForkedJvm implements AutoCloseable {

  private final Process process;
  private final Thread hook;

  private ForkedJvm(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroyForcibly, "end-child-" + process.pid());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts one.
   *
   * @param mainAndArguments main class and its arguments
   * @param output where standard output goes, appended
   * @param errors where standard error goes, appended; may be the same file
   */
  static ForkedJvm start(
      List<String> jvmOptions, List<String> mainAndArguments, Path output, Path errors)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.awt.headless=true",
            "-Djava.net.preferIPv4Stack=true",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath()));
    command.addAll(mainAndArguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    if (output.equals(errors)) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    }
    return new ForkedJvm(builder.start());
  }

  /** The child's standard input. */
  OutputStream input() {
    return process.getOutputStream();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its end; false when it still runs after that time. */
  boolean await(Duration timeout) throws InterruptedException {
    return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  int exitCode() {
    return process.exitValue();
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

  /** This module's classes and the jars that the build resolved for the broker. */
  private static String classPath() {
    try (InputStream in = ForkedJvm.class.getResourceAsStream("broker.classpath")) {
      if (in == null) {
        throw new IllegalStateException(
            "The test harness lacks its resource broker.classpath: build testing/harness with Maven.");
      }
      String jars = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      Path own =
          Path.of(ForkedJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (String jar : jars.split(File.pathSeparator, -1)) {
        if (!Files.exists(Path.of(jar))) {
          throw new IllegalStateException(
              jar + " is gone from Maven's repository: build testing/harness again.");
        }
      }
      return own + File.pathSeparator + jars;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
