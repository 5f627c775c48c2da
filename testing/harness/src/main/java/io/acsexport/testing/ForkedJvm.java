package io.acsexport.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts child JVMs with the broker's class path. {@link ChildMain} ends them when their standard
 * input does.
 */
final class ForkedJvm {

  private ForkedJvm() {}

  /** Starts one with the class path of the current broker. */
  static ChildProcess start(
      List<String> jvmOptions, List<String> mainAndArguments, Path output, Path errors)
      throws IOException {
    return start(KafkaRelease.CURRENT, jvmOptions, mainAndArguments, output, errors);
  }

  /**
   * Starts one.
   *
   * @param release whose class path it gets
   * @param mainAndArguments main class and its arguments
   * @param output where standard output goes, appended
   * @param errors where standard error goes, appended; may be the same file
   */
  static ChildProcess start(
      KafkaRelease release,
      List<String> jvmOptions,
      List<String> mainAndArguments,
      Path output,
      Path errors)
      throws IOException {
    List<String> command = new ArrayList<>(java());
    command.addAll(
        List.of(
            "-Djava.awt.headless=true",
            // What one that is killed leaves behind, such as lz4's native library, goes with it.
            "-Djava.io.tmpdir=" + output.toAbsolutePath().getParent(),
            "-Djava.net.preferIPv4Stack=true",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath(release)));
    command.addAll(mainAndArguments);
    return ChildProcess.start(new ProcessBuilder(command), output, errors);
  }

  /** The JVM, and the options that its archive depends on. */
  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1");
  }

  /** The jars that the build resolved for the current broker, and this module's classes. */
  static String classPath() {
    return classPath(KafkaRelease.CURRENT);
  }

  private static String classPath(KafkaRelease release) {
    // In this order: an archive is of no use to a class path that begins otherwise.
    return jars(release) + File.pathSeparator + own();
  }

  /** This module's classes: a folder or a jar below its build folder. */
  static Path own() {
    try {
      return Path.of(ForkedJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The jars that the build resolved for a broker. */
  static String jars(KafkaRelease release) {
    try (InputStream in = ForkedJvm.class.getResourceAsStream(release.resource())) {
      if (in == null) {
        throw new IllegalStateException(
            "The class path lacks "
                + release.resource()
                + ": build testing/harness, or testing/kafka-releases, with Maven and depend on it.");
      }
      String jars = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      for (String jar : jars.split(File.pathSeparator, -1)) {
        if (!Files.exists(Path.of(jar))) {
          throw new IllegalStateException(
              jar + " is gone from Maven's repository: build testing/harness again.");
        }
      }
      return jars;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
