package io.acsexport.testing.road;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a JVM of its own, to its end. */
final class OwnJvm {

  private OwnJvm() {}

  /**
   * Runs it.
   *
   * @param options further options of the JVM
   * @param output where standard output and standard error go
   * @throws IOException when it fails, or does not end
   */
  static void run(
      List<String> options, String classPath, Class<?> main, List<String> arguments, Path output)
      throws IOException, InterruptedException {
    run(Path.of(System.getProperty("java.home")), options, classPath, main, arguments, output);
  }

  /**
   * Runs it on another Java.
   *
   * @param javaHome where that is installed
   */
  static void run(
      Path javaHome,
      List<String> options,
      String classPath,
      Class<?> main,
      List<String> arguments,
      Path output)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                javaHome.resolve("bin/java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
        // A test's folder is gone when its failure is read.
        throw new IOException(
            main.getSimpleName() + " failed or did not end: " + Files.readString(output));
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
