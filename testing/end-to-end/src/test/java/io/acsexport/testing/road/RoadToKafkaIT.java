package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.KafkaConsole;
import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.check.ConsoleReader;
import io.acsexport.testing.check.DeliveryCheck;
import io.acsexport.testing.check.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoadToKafkaIT {

  @TempDir static Path shared;
  private static KafkaBroker broker;
  private static KafkaConsole console;

  @TempDir Path folder;

  @BeforeAll
  static void startBroker() throws IOException, InterruptedException {
    broker = KafkaBroker.start(KafkaBrokerOptions.in(shared.resolve("broker")));
    console = new KafkaConsole(broker.bootstrapServers(), shared.resolve("console"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void whatSeveralThreadsPublishArrivesOnceUnalteredAndInOrderPerKey() throws Exception {
    Path configuration =
        Road.configuration(folder, "30 s", Road.producer("road", broker.bootstrapServers()));
    AcsPublisher publisher = new AcsPublisher(Road.HOME, configuration);
    publisher.start();
    Road.publish(publisher, Road.EVENTS, 4);
    publisher.stop();

    List<Arrived> byConsole = new ConsoleReader(console).readAll("road", Road.EVENTS.size());
    List<Arrived> byPlainConsumer = PlainConsumer.readAll(broker.bootstrapServers(), "road");

    assertThat(DeliveryCheck.compare(Road.EXPECTED, byConsole).perfect())
        .as("%s", DeliveryCheck.compare(Road.EXPECTED, byConsole))
        .isTrue();
    assertThat(byPlainConsumer).containsExactlyElementsOf(byConsole);
    int masked = Road.EXPECTED.stream().mapToInt(Expected::maskedValues).sum();
    System.out.println("Masked values: " + masked);
    assertThat(masked).isEqualTo(26);
    assertThat(byConsole).noneMatch(message -> String.valueOf(message.body()).contains("EXAMPLE"));
  }

  @Test
  void headersTellWhatTheStockBusLoses() throws Exception {
    Path configuration =
        Road.configuration(folder, "30 s", Road.producer("headers", broker.bootstrapServers()));
    AcsPublisher publisher = new AcsPublisher(Road.HOME, configuration);
    publisher.start();
    CapturedEvent created = firstOfType("ACCOUNT.CREATE");
    publisher.publish(created);
    publisher.stop();

    Arrived arrived = PlainConsumer.readAll(broker.bootstrapServers(), "headers").get(0);

    assertThat(arrived.headers())
        .containsAllEntriesOf(
            Map.of(
                "acs-id", Objects.requireNonNull(created.eventUuid()),
                "acs-category", "ActionEvent",
                "acs-type", "ACCOUNT.CREATE",
                "acs-source", "management-server",
                "acs-node", "ms1"))
        .containsKeys("acs-accepted", "acs-sequence");
  }

  @Test
  void aBrokerThatStopsInTheMiddleCostsNothing() throws Exception {
    try (KafkaBroker own = KafkaBroker.start(KafkaBrokerOptions.in(folder.resolve("broker")))) {
      Path configuration =
          Road.configuration(folder, "60 s", Road.producer("outage", own.bootstrapServers()));
      AcsPublisher publisher = new AcsPublisher(Road.HOME, configuration);
      publisher.start();
      int half = Road.EVENTS.size() / 2;
      Road.publish(publisher, Road.EVENTS.subList(0, half), 4);
      own.stop();
      // That this returns at all, with no broker to be had, is what the stock bus cannot do.
      Road.publish(publisher, Road.EVENTS.subList(half, Road.EVENTS.size()), 4);
      assertThat(own.isRunning()).isFalse();
      own.start();
      publisher.stop();

      DeliveryCheck check =
          DeliveryCheck.compare(
              Road.EXPECTED, PlainConsumer.readAll(own.bootstrapServers(), "outage"));
      assertThat(check.complete()).as("%s", check).isTrue();
    }
  }

  @Test
  void eventsWaitOnDiskForABrokerThatComesAfterTheExporterWasRestarted() throws Exception {
    try (KafkaBroker late = KafkaBroker.prepare(KafkaBrokerOptions.in(folder.resolve("broker")))) {
      Path configuration =
          Road.configuration(folder, "1 s", Road.producer("late", late.bootstrapServers()));
      ExportingJvm.run(Road.HOME, configuration, folder.resolve("first.log"), "publish");
      late.start();
      Road.configuration(folder, "60 s", Road.producer("late", late.bootstrapServers()));
      ExportingJvm.run(Road.HOME, configuration, folder.resolve("second.log"));

      DeliveryCheck check =
          DeliveryCheck.compare(
              Road.EXPECTED, PlainConsumer.readAll(late.bootstrapServers(), "late"));
      assertThat(check.perfect()).as("%s", check).isTrue();
    }
  }

  @Test
  void theStockPluginsPropertiesFileWorksAsItIs() throws Exception {
    // The first check that an operator makes: what a console producer writes can be seen.
    console.produce("cs", List.of("test"));
    Path properties =
        Files.writeString(
            folder.resolve("kafka.producer.properties"),
            """
            bootstrap.servers=%s
            acks=all
            topic=cs
            retries=1
            """
                .formatted(broker.bootstrapServers()));
    Path configuration =
        Road.configuration(folder, "30 s", "properties-file = \"" + properties + "\"");
    assertThat(tail(configuration)).contains("test");

    AcsPublisher publisher = new AcsPublisher(Road.HOME, configuration);
    publisher.start();
    List<CapturedEvent> events = List.of(firstOfType("ACCOUNT.CREATE"), firstOfType("USER.CREATE"));
    for (CapturedEvent event : events) {
      publisher.publish(event);
    }
    publisher.stop();

    // As the operator would look: the console consumer without any formatting.
    assertThat(console.consume("cs", 3, java.time.Duration.ofSeconds(20)))
        .containsExactly("test", events.get(0).description(), events.get(1).description());
    assertThat(tail(configuration)).contains("ACCOUNT.CREATE", "USER.CREATE");
  }

  private static CapturedEvent firstOfType(String type) {
    return Road.EVENTS.stream()
        .filter(event -> type.equals(event.type()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no captured event of type " + type));
  }

  /** What {@code acs-export tail} prints of everything that is there now. */
  private String tail(Path configuration) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "tail", ".out");
    Process process =
        new ProcessBuilder(
                Road.HOME.resolve("bin/acs-export").toString(),
                "--config",
                configuration.toString(),
                "tail",
                "main",
                "--from",
                "beginning",
                "--exit-at-end")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("tail ends at the end").isTrue();
      String printed = Files.readString(output);
      assertThat(process.exitValue()).as(printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
