package io.acsexport.testing.road;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.check.AcsPublisher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    List<String> arguments = new ArrayList<>(List.of(home.toString(), configuration.toString()));
    arguments.addAll(List.of(mode));
    OwnJvm.run(
        List.of("-Dacs-export.test.home=" + home),
        System.getProperty("java.class.path"),
        ExportingJvm.class,
        arguments,
        output);
  }
}
