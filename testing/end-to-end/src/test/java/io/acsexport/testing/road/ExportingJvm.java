package io.acsexport.testing.road;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.check.AcsPublisher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.cloudstack.framework.events.EventBusException;

/**
 * A management server as far as the exporter can tell: publishes and stops, in a JVM of its own.
 */
final class ExportingJvm {

  private ExportingJvm() {}

  /** Publishes the captured events if told so, and stops the bus as ACS does. */
  public static void main(String[] args) throws EventBusException {
    AcsPublisher publisher = new AcsPublisher(Path.of(args[0]), Path.of(args[1]));
    publisher.start();
    if (Arrays.asList(args).contains("publish")) {
      for (CapturedEvent event : Road.EVENTS) {
        publisher.publish(event);
      }
    }
    publisher.stop();
  }

  /** Runs one to its end. */
  static void run(Path home, Path configuration, Path output, String... mode)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-Dacs-export.test.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                ExportingJvm.class.getName(),
                home.toString(),
                configuration.toString()));
    command.addAll(List.of(mode));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("the exporting JVM failed or did not end; see " + output);
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
