package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.acs.AcsEventBus;
import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.EmbeddedAmqp;
import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.check.AmqpReader;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.road.SaslBroker.Mechanism;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.cloudstack.framework.events.EventBus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The exporter inside a JVM whose class path holds the libraries that CloudStack ships, beside a
 * bus of the host's that uses them at the same time.
 */
class HostClassPathIT {

  private static final Path HOST_LIB = HostLibraries.FOLDER;

  private static final String KAFKA = "org.apache.kafka.clients.producer.KafkaProducer";
  private static final String RABBIT = "com.rabbitmq.client.ConnectionFactory";
  private static final String JACKSON = "com.fasterxml.jackson.databind.ObjectMapper";
  private static final String EXCHANGE = "cloudstack-events";

  private static final String GSON = "com.google.gson.Gson";
  private static final String SLF4J = "org.slf4j.Logger";

  @TempDir static Path folder;
  private static Path classesLoaded;
  private static Path output;
  private static final Map<String, List<@Nullable String>> delivered = new HashMap<>();

  @BeforeAll
  static void runTheHost() throws Exception {
    classesLoaded = folder.resolve("classes.log");
    output = folder.resolve("host.log");
    try (SaslBroker kafka = SaslBroker.start(folder.resolve("kafka"));
        EmbeddedAmqp rabbit = EmbeddedAmqp.start(folder.resolve("rabbit"));
        AmqpConsumer queue = AmqpReader.bind(rabbit.uri(), EXCHANGE, "#")) {
      OwnJvm.run(
          List.of("-Xlog:class+load=info:file=" + classesLoaded),
          hostClassPath(),
          OldHost.class,
          List.of(
              Road.HOME.toString(),
              configuration(kafka, rabbit).toString(),
              kafka.clientServers(),
              "theirs"),
          output);
      for (String topic : List.of("scram", "oauth")) {
        delivered.put(topic, bodies(PlainConsumer.readAll(kafka.bootstrapServers(), topic)));
      }
      delivered.put("theirs", bodies(PlainConsumer.readAll(kafka.bootstrapServers(), "theirs")));
      delivered.put("rabbit", bodies(AmqpReader.readAll(queue, 1)));
    }
  }

  private static Path configuration(SaslBroker kafka, EmbeddedAmqp rabbit) throws IOException {
    StringBuilder destinations = new StringBuilder();
    for (Mechanism mechanism : List.of(Mechanism.SCRAM, Mechanism.OAUTH)) {
      String name = mechanism.name().toLowerCase(Locale.ROOT);
      destinations.append(
          "%s { transport = kafka, start = earliest, settings { %s } }%n"
              .formatted(
                  name, kafka.settings(mechanism, name, mechanism.jaas(SaslBroker.PASSWORD), "")));
    }
    destinations.append(
        "rabbit { transport = rabbitmq, start = earliest, settings { uri = \"%s\" } }"
            .formatted(rabbit.uri()));
    return Road.configurationOf(folder.resolve("exporter"), "30 s", destinations.toString());
  }

  private static List<@Nullable String> bodies(List<Arrived> messages) {
    return messages.stream().map(Arrived::body).toList();
  }

  /**
   * Kafka's mechanisms are security providers of the whole JVM: neither side may log in through
   * those of the other, whoever came first.
   */
  @Test
  void bothBusesLogInAndDeliverInOneJvm() throws IOException {
    assertThat(delivered)
        .containsOnly(
            Map.entry("scram", List.of("by the exporter")),
            Map.entry("oauth", List.of("by the exporter")),
            Map.entry("rabbit", List.of("by the exporter")),
            Map.entry("theirs", List.of("by the host with SCRAM", "by the host with OAUTH")));
    for (String client :
        List.of(
            "org.apache.kafka.common.security.scram.internals.ScramSaslClient",
            "org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslClient")) {
      assertThat(sourcesOf(client)).as(client).hasSize(2);
    }
  }

  @Test
  void eachSideSeesOnlyItsOwnLibraries() throws IOException {
    Path engine = Road.HOME.resolve("lib");
    assertThat(seenBy("host"))
        .isEqualTo(
            Map.of(
                KAFKA, HOST_LIB.resolve("kafka-clients-2.7.0.jar"),
                RABBIT, HOST_LIB.resolve("amqp-client-5.17.0.jar"),
                JACKSON, HOST_LIB.resolve("jackson-databind-2.13.3.jar"),
                GSON, HOST_LIB.resolve("gson-2.10.1.jar"),
                SLF4J, HOST_LIB.resolve("slf4j-api-1.7.36.jar")));
    assertThat(seenBy("engine"))
        .isEqualTo(
            Map.of(
                JACKSON, jar(engine, "jackson-databind-2.2"),
                SLF4J, jar(engine, "slf4j-api-2.")));
    assertThat(seenBy("kafka"))
        .isEqualTo(
            Map.of(
                KAFKA, jar(Road.HOME.resolve("transports/kafka"), "kafka-clients-4."),
                JACKSON, jar(Road.HOME.resolve("transports/kafka"), "jackson-databind-2.2"),
                SLF4J, jar(engine, "slf4j-api-2.")));
    assertThat(seenBy("rabbitmq"))
        .isEqualTo(
            Map.of(
                RABBIT, jar(Road.HOME.resolve("transports/rabbitmq"), "amqp-client-5."),
                SLF4J, jar(engine, "slf4j-api-2.")));
  }

  /** What the JVM itself says, whichever thread loaded a class for whatever reason. */
  @Test
  void noClassOfOursCameFromTheHostNorTheOtherWayRound() throws IOException {
    Path plugin = Road.HOME.resolve("transports/kafka");

    assertThat(sourcesOf("org.apache.kafka."))
        .containsExactlyInAnyOrder(
            HOST_LIB.resolve("kafka-clients-2.7.0.jar"), jar(plugin, "kafka-clients-4."));
    assertThat(sourcesOf("io.acsexport.kafka."))
        .containsExactly(jar(plugin, "acs-export-kafka-transport-"));
    assertThat(sourcesOf("io.acsexport.core.", "io.acsexport.transport."))
        .allSatisfy(source -> assertThat(source.getParent()).isEqualTo(Road.HOME.resolve("lib")))
        .isNotEmpty();
    assertThat(sourcesOf("org.slf4j."))
        .containsExactlyInAnyOrder(
            HOST_LIB.resolve("slf4j-api-1.7.36.jar"),
            jar(Road.HOME.resolve("lib"), "slf4j-api-2."));
    assertThat(sourcesOf("com.rabbitmq."))
        .containsExactlyInAnyOrder(
            HOST_LIB.resolve("amqp-client-5.17.0.jar"),
            jar(Road.HOME.resolve("transports/rabbitmq"), "amqp-client-5."));
    assertThat(sourcesOf("com.fasterxml.jackson.", "com.google.gson."))
        .allSatisfy(
            source ->
                assertThat(source.getParent()).isIn(HOST_LIB, Road.HOME.resolve("lib"), plugin));
  }

  /** As a management server has it: libraries, the adapter, CloudStack's types; nothing of ours. */
  private static String hostClassPath() throws IOException {
    List<Path> entries = new ArrayList<>(HostLibraries.all());
    for (Class<?> type :
        List.of(
            AcsEventBus.class,
            EventBus.class,
            AcsPublisher.class,
            CapturedEvent.class,
            OldHost.class)) {
      entries.add(HostLibraries.location(type));
    }
    return HostLibraries.classPath(entries);
  }

  /** Where a side finds each class; those it does not find are left out. */
  private static Map<String, Path> seenBy(String side) throws IOException {
    Map<String, Path> seen = new HashMap<>();
    for (String line : Files.readAllLines(output)) {
      String[] words = line.split(" ", -1);
      if (words.length == 4 && words[0].equals("SEES") && words[1].equals(side)) {
        if (!words[3].equals("null")) {
          seen.put(words[2], Path.of(URI.create(words[3])));
        }
      }
    }
    return seen;
  }

  /** The jars from which classes with such names were loaded. */
  private static Set<Path> sourcesOf(String... prefixes) throws IOException {
    Pattern line = Pattern.compile("] (\\S+) source: (file:\\S+)");
    Set<Path> sources = new TreeSet<>();
    for (String logged : Files.readAllLines(classesLoaded)) {
      Matcher matcher = line.matcher(logged);
      if (matcher.find() && Stream.of(prefixes).anyMatch(matcher.group(1)::startsWith)) {
        sources.add(Path.of(URI.create(matcher.group(2))));
      }
    }
    return sources;
  }

  private static Path jar(Path directory, String beginning) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(beginning))
          .reduce(
              (one, other) -> {
                throw new AssertionError("two jars: " + one + ", " + other);
              })
          .orElseThrow(() -> new AssertionError("no jar " + beginning + " in " + directory));
    }
  }
}
