package io.acsexport.testing.demo;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.CapturedEvents;
import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.check.DeliveryCheck;
import io.acsexport.testing.check.Expected;
import io.acsexport.testing.check.Unmasking;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.apache.cloudstack.framework.events.EventBusException;

/**
 * The main job, before your eyes: CloudStack events, through the bus, to a real broker, to a
 * consumer.
 */
public final class Demo {

  private final DemoOptions options;
  private final DemoReport report;

  private Demo(DemoOptions options, PrintStream out) {
    this.options = options;
    this.report = new DemoReport(out);
  }

  /** Exits with 0 if every event arrived once, unaltered and in order, else with 1. */
  public static void main(String[] args) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int code;
    try {
      code = new Demo(DemoOptions.parse(args), out).run() ? 0 : 1;
    } catch (IOException | EventBusException | RuntimeException e) {
      System.err.println();
      System.err.println("The demo failed: " + e);
      code = 1;
    }
    System.exit(code);
  }

  private boolean run() throws IOException, InterruptedException, EventBusException {
    Path eventsFile = options.events();
    CapturedEvents captured =
        eventsFile == null
            ? new CapturedEvents(CapturedEvents.bundled(), List.of())
            : CapturedEvents.read(eventsFile);
    clear(options.work());
    logInto(options.work().resolve("exporter.log"));
    try (DemoBroker broker = broker()) {
      report.step("Starting " + broker.description());
      broker.start();
      report.done(broker.address());
      Path configuration = writeConfiguration(broker);
      AcsPublisher publisher = new AcsPublisher(options.home(), configuration);
      boolean good = carry(captured.events(), publisher, broker);
      captured.problems().forEach(problem -> report.unreadable(eventsFile, problem.toString()));
      good &= captured.problems().isEmpty();
      report.verdict(good);
      report.logIsIn(options.work().resolve("exporter.log"));
      if (options.keep()) {
        report.tryThis(options.home(), configuration, broker);
        // Until Ctrl-C: broker and bus end with this process.
        new CountDownLatch(1).await();
      }
      report.lookFurther();
      return good;
    }
  }

  private DemoBroker broker() {
    return switch (options.broker()) {
      case KAFKA -> new KafkaDemo(options.work());
      case RABBITMQ -> new RabbitDemo(options.work());
    };
  }

  private boolean carry(List<CapturedEvent> events, AcsPublisher publisher, DemoBroker broker)
      throws IOException, InterruptedException, EventBusException {
    report.step("Publishing " + events.size() + " CloudStack events through AcsEventBus");
    long begin = System.nanoTime();
    publisher.start();
    for (CapturedEvent event : events) {
      publisher.publish(event);
    }
    report.done(DemoReport.millis(System.nanoTime() - begin) + ", without waiting for the broker");
    if (!options.keep()) {
      report.step("Stopping the bus, which delivers the rest first");
      long stop = System.nanoTime();
      publisher.stop();
      report.done(DemoReport.millis(System.nanoTime() - stop));
    }
    report.step("Reading " + broker.source());
    List<Arrived> arrived = broker.readAll(events.size());
    report.done(arrived.size() + " messages");
    DeliveryCheck check = compare(events, arrived);
    report.comparison(check, maskedValues(arrived));
    report.firstEvents(arrived);
    return check.perfect();
  }

  /** Of the captured events it is known what is secret in them; of an operator's own it is not. */
  private DeliveryCheck compare(List<CapturedEvent> events, List<Arrived> arrived) {
    if (options.events() == null) {
      return DeliveryCheck.compare(events.stream().map(Expected::of).toList(), arrived);
    }
    List<Expected> published = events.stream().map(Expected::unmasked).toList();
    return DeliveryCheck.compare(
        published, arrived.stream().map(new Unmasking(published)::undo).toList());
  }

  private static int maskedValues(List<Arrived> arrived) {
    return arrived.stream()
        .map(message -> String.valueOf(message.body()))
        .mapToInt(body -> body.split("\\*{4}", -1).length - 1)
        .sum();
  }

  private Path writeConfiguration(DemoBroker broker) throws IOException {
    return Files.writeString(
        options.work().resolve("acs-export.conf"),
        """
        acs-export {
          destinations {
            main {
              %s
            }
          }
          spool { directory = "%s" }
        }
        """
            .formatted(
                broker.destination(),
                options.work().resolve("spool").toString().replace("\\", "\\\\")));
  }

  /**
   * The exporter's lines would tear the report apart; a management server has a log file for them.
   */
  private static void logInto(Path file) throws IOException {
    FileHandler handler = new FileHandler(file.toString());
    handler.setFormatter(new SimpleFormatter());
    Logger root = Logger.getLogger("");
    for (Handler before : root.getHandlers()) {
      root.removeHandler(before);
    }
    root.addHandler(handler);
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }
}
