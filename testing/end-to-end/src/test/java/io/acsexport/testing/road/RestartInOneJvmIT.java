package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.check.AmqpReader;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.host.RestartingHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.cloudstack.framework.events.EventBus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buses that come and go in one JVM leave no thread and no class behind. */
@NeedsRabbit
class RestartInOneJvmIT {

  private static final String EXCHANGE = "cloudstack-events";

  @TempDir Path folder;

  @Test
  void whatWasUsedAgainstBothBrokersIsCollected() throws Exception {
    List<@Nullable String> byKafka;
    List<@Nullable String> byRabbit;
    Path printed = folder.resolve("host.out");
    try (KafkaBroker kafka = KafkaBroker.start(KafkaBrokerOptions.in(folder.resolve("kafka")));
        RabbitBroker rabbit =
            RabbitBroker.start(RabbitBrokerOptions.in(folder.resolve("rabbit")))) {
      String uri = rabbit.uri(rabbit.admin().addVhost());
      try (AmqpConsumer queue = AmqpReader.bind(uri, EXCHANGE, "#")) {
        runTheHost(kafka.bootstrapServers(), uri, printed);
        byKafka = bodies(PlainConsumer.readAll(kafka.bootstrapServers(), "restarts"));
        byRabbit = bodies(AmqpReader.readAll(queue, byKafka.size()));
      }
    }

    List<String> lines = Files.readAllLines(printed);
    assertThat(lines).filteredOn(line -> line.startsWith("THREAD ")).isEmpty();
    // An application of each round, and per bus the engine's loader and those of two transports.
    assertThat(lines)
        .filteredOn(line -> line.startsWith("LOADER "))
        .hasSize(2 + 4 * 3)
        .allMatch(line -> line.endsWith(" gone"));
    assertThat(lines).anyMatch(line -> line.matches("HEAP at first [1-9]\\d*"));
    assertThat(lines).contains("HEAP at the end 0");
    assertThat(byKafka).containsExactlyElementsOf(published());
    assertThat(byRabbit).containsExactlyElementsOf(published());
  }

  private void runTheHost(String kafka, String rabbit, Path printed) throws Exception {
    Path configuration =
        Road.configurationOf(
            folder.resolve("exporter"),
            "30 s",
            """
            kafka { transport = kafka, start = earliest, settings { %s } }
            rabbit { transport = rabbitmq, start = earliest, settings { uri = "%s" } }
            """
                .formatted(Road.producer("restarts", kafka), rabbit));
    List<Path> classPath = new ArrayList<>(HostLibraries.all());
    Path tests = HostLibraries.location(RestartingHost.class);
    classPath.addAll(
        List.of(HostLibraries.location(EventBus.class), tests.resolve("acs-like-host"), tests));
    OwnJvm.run(
        List.of(
            "-Dacs-export.home=" + Road.HOME,
            "-Dacs-export.config=" + configuration,
            "-Dhost.log=" + folder.resolve("host.log"),
            // Which would be a thread of log4j's, for each loader that it meets.
            "-Dhost.log.monitor=0",
            // Caches in soft references would otherwise keep classes while there is room.
            "-XX:SoftRefLRUPolicyMSPerMB=0"),
        HostLibraries.classPath(classPath),
        RestartingHost.class,
        List.of(Road.HOME.resolve("cloudstack/acs-export.jar").toString()),
        printed);
  }

  /** All but the last, which waits on disk. */
  private static List<String> published() {
    List<String> bodies = new ArrayList<>();
    for (String bus : List.of("0 first", "0 second", "1 first", "1 second")) {
      for (String when : List.of(" before start", " running", " after stop")) {
        bodies.add(bus + when);
      }
    }
    return bodies.subList(0, bodies.size() - 1);
  }

  private static List<@Nullable String> bodies(List<Arrived> messages) {
    return messages.stream().map(Arrived::body).toList();
  }
}
