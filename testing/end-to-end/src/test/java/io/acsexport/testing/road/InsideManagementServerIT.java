package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.check.AmqpReader;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.road.ManagementServer.Life;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped jar as a module of a management server that loads it, leads it through life and
 * publishes to it as CloudStack does, with both brokers behind it.
 */
@NeedsRabbit
class InsideManagementServerIT {

  private static final String EXCHANGE = "cloudstack-events";
  private static final String OURS = "io.acsexport.acs.AcsEventBus";
  private static final String KAFKA_BUS = "org.apache.cloudstack.mom.kafka.KafkaEventBus";
  private static final String RABBIT_BUS = "org.apache.cloudstack.mom.rabbitmq.RabbitMQEventBus";

  @TempDir static Path shared;
  private static KafkaBroker kafka;
  private static RabbitBroker rabbit;

  /** A short path: the exporter's control socket must fit, or it warns where no warning is due. */
  @TempDir(factory = ShortPaths.class)
  Path folder;

  private final String topic = "t-" + UUID.randomUUID();
  private final String vhost;
  private final AmqpConsumer queue;

  InsideManagementServerIT() throws Exception {
    // A topic that is not there yet would be worth a warning of the client's.
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    vhost = rabbit.admin().addVhost();
    queue = AmqpReader.bind(rabbit.uri(vhost), EXCHANGE, "#");
  }

  @BeforeAll
  static void startBrokers() throws IOException, InterruptedException {
    kafka = KafkaBroker.start(KafkaBrokerOptions.in(shared.resolve("kafka")));
    rabbit = RabbitBroker.start(RabbitBrokerOptions.in(shared.resolve("rabbit")));
  }

  @AfterAll
  static void stopBrokers() throws IOException {
    kafka.close();
    rabbit.close();
  }

  @Test
  void theJarAloneCarriesEveryEventOfTwoLives() throws Exception {
    ManagementServer server = server();
    Life one = server.live("one");
    Life two = server.with("-Dhost.log.level=DEBUG").live("two");

    assertThat(one.said("MODULES"))
        .containsExactly("[acs-export, bootstrap, core, event, system, webhook]");
    assertThat(one.said("BUS"))
        .containsExactly("acs-export " + OURS, "WebhookBus io.acsexport.testing.host.WebhookBus");
    assertThat(one.said("PUBLISHED")).containsExactly(published("one"));
    // The last event of the second life waits for a third one. A JVM that ends before the place in
    // the spool is on disk again, up to 100 ms later, repeats what it had delivered.
    List<String> both =
        List.of(
            "one before start", "one running", "one after stop", "two before start", "two running");
    assertThat(firstOccurrences(bodies(PlainConsumer.readAll(kafka.bootstrapServers(), topic))))
        .isEqualTo(both);
    assertThat(firstOccurrences(bodies(AmqpReader.readAll(queue, both.size())))).isEqualTo(both);
    queue.close();

    assertThat(one.logged("ERROR")).isEmpty();
    assertThat(one.logged("WARN")).isEmpty();
    assertThat(one.logged("INFO"))
        .anyMatch(
            line -> line.contains("[io.acsexport.core.") && line.contains("ACS Event Export"));
    // What clients say is there for whoever asks for it, and in no other place.
    assertThat(one.log()).noneMatch(line -> line.contains("[io.acsexport.client."));
    assertThat(two.logged("DEBUG"))
        .anyMatch(line -> line.contains("[io.acsexport.client.org.apache.kafka."));
    assertThat(two.log())
        .noneMatch(line -> line.matches("\\d{4}-\\S+ \\S+ \\S+ +\\[org.apache.kafka.*"));
    assertThat(two.printed())
        .allMatch(line -> line.matches("(JAVA|MODULES|BUS|PUBLISHED|WEBHOOKS) .*"));
  }

  @Test
  void anOperatorsBeanInEventIsNamedAndNothingArrivesTwice() throws Exception {
    ManagementServer server = server();
    Path file = server.declare("event", "eventNotificationBus", OURS);
    Life life = server.live("one");

    assertThat(life.said("BUS")).filteredOn(bus -> bus.startsWith("acs-export ")).hasSize(2);
    assertThat(life.said("PUBLISHED")).containsExactly(published("one"));
    assertDelivered("one before start", "one running");
    assertThat(life.logged("WARN"))
        .hasSize(2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "There are 2 beans", "(bean eventNotificationBus, file " + file + ")"))
        .anyMatch(line -> line.contains("publishes to more than one bean"));
  }

  @Test
  void aBeanLeftInCoreIsNamedAndTheModulesOwnDoesTheWork() throws Exception {
    ManagementServer server = server();
    Path file = server.declare("core", "eventNotificationBus", OURS);
    Life life = server.live("one");

    assertThat(life.said("BUS")).filteredOn(bus -> bus.startsWith("acs-export ")).hasSize(1);
    assertThat(life.said("PUBLISHED")).containsExactly(published("one"));
    assertDelivered("one before start", "one running");
    assertThat(life.logged("WARN"))
        .singleElement()
        .asString()
        .contains("There are 2 beans", "remove yours", "file " + file, "send a bus nothing");
  }

  @Test
  void stockBusesThatAreStillThereAreNamedInOneLine() throws Exception {
    ManagementServer server = server().with(stockBuses());
    Path inEvent = server.declare("event", "eventNotificationBus", KAFKA_BUS);
    Path inCore = server.declare("core", "old", RABBIT_BUS);
    Life life = server.live("one");

    assertThat(life.said("BUS")).anyMatch(bus -> bus.endsWith(" " + KAFKA_BUS));
    assertDelivered("one before start", "one running");
    assertThat(life.logged("WARN"))
        .singleElement()
        .asString()
        .contains("2 other buses")
        .contains(KAFKA_BUS + " (bean eventNotificationBus, file " + inEvent + ")")
        .contains(RABBIT_BUS + " (bean old, file " + inCore + ", where");
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 25})
  void itRunsOnNewerJavaToo(int release) throws Exception {
    Optional<Path> java = InstalledJava.find(release);
    assumeThat(java).as("NOT RUN: no Java %s is installed here", release).isPresent();
    Life life = server().on(java.orElseThrow()).live("one");

    assertThat(life.said("JAVA")).containsExactly(String.valueOf(release));
    assertThat(life.said("PUBLISHED")).containsExactly(published("one"));
    assertDelivered("one before start", "one running");
    assertThat(life.logged("WARN")).isEmpty();
    assertThat(life.logged("ERROR")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown = key", "destinations { main { transport = carrier-pigeon } }"})
  void aWrongConfigurationIsOneLineAndTheHostBoots(String wrong) throws Exception {
    Path configuration =
        Files.writeString(folder.resolve("wrong.conf"), "acs-export {\n  " + wrong + "\n}\n");
    assertIdle(
        new ManagementServer(folder.resolve("ms"), Road.HOME, configuration).live("one"),
        " in " + configuration + ": wrong.conf:2: ");
  }

  @Test
  void noConfigurationIsOneLineAndTheHostBoots() throws Exception {
    Path absent = folder.resolve("absent.conf");
    assertIdle(
        new ManagementServer(folder.resolve("ms"), Road.HOME, absent).live("one"),
        absent.toString());
  }

  @Test
  void aMissingEngineIsOneLineAndTheHostBoots() throws Exception {
    Path nowhere = folder.resolve("nowhere");
    assertIdle(
        new ManagementServer(folder.resolve("ms"), nowhere, folder.resolve("any.conf")).live("one"),
        nowhere + "/lib cannot be read");
  }

  private static void assertIdle(Life life, String reason) {
    assertThat(life.said("MODULES")).singleElement().asString().contains("acs-export", "webhook");
    assertThat(life.said("PUBLISHED")).containsExactly(published("one"));
    assertThat(life.said("WEBHOOKS")).containsExactly("3");
    assertThat(life.logged("WARN")).isEmpty();
    assertThat(life.logged("ERROR"))
        .singleElement()
        .asString()
        .contains("No event is exported", reason)
        .matches("(?i).*(without a restart|restart the management server).*");
  }

  private ManagementServer server() throws IOException {
    return new ManagementServer(folder.resolve("ms"), Road.HOME, configuration());
  }

  private Path configuration() throws IOException {
    return Road.configurationOf(
        folder.resolve("exporter"),
        "30 s",
        """
        kafka { transport = kafka, start = earliest, settings { %s } }
        rabbit { transport = rabbitmq, start = earliest, settings { uri = "%s" } }
        """
            .formatted(Road.producer(topic, kafka.bootstrapServers()), rabbit.uri(vhost)));
  }

  private static String[] published(String label) {
    return new String[] {
      label + " before start {}", label + " running {}", label + " after stop {}"
    };
  }

  private void assertDelivered(String... bodies) throws IOException, InterruptedException {
    assertThat(bodies(PlainConsumer.readAll(kafka.bootstrapServers(), topic)))
        .containsExactly(bodies);
    assertThat(bodies(AmqpReader.readAll(queue, bodies.length))).containsExactly(bodies);
    queue.close();
  }

  private static List<@Nullable String> firstOccurrences(List<@Nullable String> bodies) {
    return List.copyOf(new LinkedHashSet<>(bodies));
  }

  private static List<@Nullable String> bodies(List<Arrived> messages) {
    return messages.stream().map(Arrived::body).toList();
  }

  /** Classes of the names of CloudStack's own, which only count as buses. */
  private Path stockBuses() throws IOException {
    Path jar = folder.resolve("stock.jar");
    SiteJar.build(
        jar,
        Files.createDirectories(folder.resolve("stock")),
        List.of(HostLibraries.location(org.apache.cloudstack.framework.events.EventBus.class)),
        Map.of(
            "KafkaEventBus", stockBus(KAFKA_BUS),
            "RabbitMQEventBus", stockBus(RABBIT_BUS)));
    return jar;
  }

  private static String stockBus(String name) {
    int dot = name.lastIndexOf('.');
    return """
    package %s;
    import java.util.UUID;
    import org.apache.cloudstack.framework.events.*;
    public class %s extends com.cloud.utils.component.ManagerBase implements EventBus {
      public void publish(Event event) {}
      public UUID subscribe(EventTopic topic, EventSubscriber subscriber) { return null; }
      public void unsubscribe(UUID id, EventSubscriber subscriber) {}
    }
    """
        .formatted(name.substring(0, dot), name.substring(dot + 1));
  }
}
