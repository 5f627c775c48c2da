package io.acsexport.testing.security;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.check.AcsPublisher;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.apache.cloudstack.framework.events.EventBusException;

/**
 * A management server as far as the exporter can tell, in a JVM of its own: publishes a file of
 * bodies, one a line, prints what is thrown, and stops when its standard input ends; before that it
 * prints all that JMX shows.
 */
final class WatchedJvm {

  private WatchedJvm() {}

  /**
   * Runs it.
   *
   * @param args home, configuration, file of bodies
   */
  public static void main(String[] args) throws IOException, JMException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    AcsPublisher publisher = new AcsPublisher(Path.of(args[0]), Path.of(args[1]));
    publisher.start();
    for (String body : Files.readAllLines(Path.of(args[2]))) {
      try {
        publisher.publish(event(body));
      } catch (EventBusException e) {
        e.printStackTrace(out);
      }
    }
    while (System.in.read() >= 0) {
      // Nothing is ever said; only the end matters.
    }
    printBeans(out);
    publisher.stop();
  }

  private static CapturedEvent event(String body) {
    String id = UUID.randomUUID().toString();
    return new CapturedEvent(
        1,
        null,
        "ActionEvent",
        "VM.START",
        "management-server",
        "VirtualMachine",
        id,
        null,
        id,
        null,
        null,
        null,
        null,
        body);
  }

  /** Of the exporter and of the clients of brokers. */
  private static void printBeans(PrintStream out) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName name : server.queryNames(null, null)) {
      if (!name.getDomain().matches("io\\.acsexport|kafka.*|com\\.rabbitmq.*")) {
        continue;
      }
      String[] attributes =
          Arrays.stream(server.getMBeanInfo(name).getAttributes())
              .map(MBeanAttributeInfo::getName)
              .toArray(String[]::new);
      for (Attribute attribute : server.getAttributes(name, attributes).asList()) {
        out.println("JMX " + name + " " + attribute.getName() + " = " + text(attribute.getValue()));
      }
    }
  }

  private static String text(Object value) {
    if (value instanceof CompositeData[] rows) {
      return Arrays.stream(rows).map(CompositeData::toString).toList().toString();
    }
    return value instanceof Object[] list ? List.of(list).toString() : String.valueOf(value);
  }
}
