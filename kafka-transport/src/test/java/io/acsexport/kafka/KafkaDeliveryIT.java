package io.acsexport.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.tck.FakeContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker that stays up and does not create topics by itself. */
class KafkaDeliveryIT {

  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static Cluster cluster;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void startTheBroker() throws Exception {
    broker =
        KafkaBroker.start(KafkaBrokerOptions.in(folder).with("auto.create.topics.enable", "false"));
    cluster = new Cluster(broker);
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
  }

  @AfterEach
  void closeTransports() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void aMessageArrivesWithKeyHeadersAndTheTimeItWasAccepted() throws Exception {
    cluster.createTopic("plain", 1, Map.of());
    KafkaTransport transport = transport(settings());
    Messages messages = new Messages("plain");
    Instant accepted = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);

    assertThat(transport.health().state()).isEqualTo(Health.State.IDLE);
    assertThat(
            new Engine(transport)
                .send(
                    messages.at(accepted, "vm-1", "größe"),
                    messages.message("", ""),
                    messages.message(null, null))
                .outcomes())
        .containsOnly(Outcome.delivered());

    List<ConsumerRecord<byte[], byte[]>> records = cluster.read("plain");
    assertThat(records).hasSize(3);
    assertThat(records.get(0).key()).isEqualTo("vm-1".getBytes(UTF_8));
    assertThat(records.get(0).value()).isEqualTo("größe".getBytes(UTF_8));
    assertThat(records.get(0).timestamp()).isEqualTo(accepted.toEpochMilli());
    assertThat(records.get(0).headers().lastHeader("acs-id").value())
        .isEqualTo("id-1".getBytes(UTF_8));
    assertThat(records.get(0).headers()).hasSize(2);
    assertThat(records.get(1).key()).isEmpty();
    assertThat(records.get(1).value()).isEmpty();
    assertThat(records.get(2).key()).isNull();
    assertThat(records.get(2).value()).isNull();
    assertThat(transport.health().state()).isEqualTo(Health.State.UP);
  }

  @Test
  void manyBatchesInFlightKeepTheOrderOfEachKey() throws Exception {
    cluster.createTopic("ordered", 3, Map.of());
    KafkaTransport transport = transport(settings());
    assertThat(transport.maxInFlight()).isGreaterThan(1);

    new Engine(transport)
        .deliver(new Messages("ordered").numbered(0, 5_000, 7), 100, Duration.ofSeconds(60));

    assertThat(cluster.read("ordered")).hasSize(5_000);
    Messages.assertInOrder(cluster.firstOccurrences("ordered"), 5_000, 7);
  }

  @Test
  void onlyMessagesThatAreTooLargeAreRejectedByClientOrBroker() throws Exception {
    cluster.createTopic("small", 1, Map.of("max.message.bytes", "100000"));
    KafkaTransport transport = transport(settings().producer("compression.type", "none"));
    Messages messages = new Messages("small");
    Engine engine = new Engine(transport);
    List<OutboundMessage> batch = new ArrayList<>(messages.numbered(0, 50, 3));
    OutboundMessage forTheBroker =
        messages.message("small", "key-0", new byte[200_000], Instant.now());
    OutboundMessage forTheClient =
        messages.message("small", "key-0", new byte[2 << 20], Instant.now());
    batch.add(forTheBroker);
    batch.add(forTheClient);
    batch.addAll(messages.numbered(50, 50, 3));

    engine.deliver(batch, 25, Duration.ofSeconds(60));

    assertThat(engine.rejected()).containsExactly(forTheBroker, forTheClient);
    Messages.assertInOrder(cluster.firstOccurrences("small"), 100, 3);
    Outcome.Rejected rejected = (Outcome.Rejected) engine.send(forTheBroker).outcomes().get(0);
    assertThat(rejected.failure().code()).isEqualTo(FailureCode.MESSAGE_TOO_LARGE);
  }

  @Test
  void aTopicThatKafkaCannotHaveIsRejectedAndTheOthersDelivered() throws Exception {
    cluster.createTopic("valid", 1, Map.of());
    Messages messages = new Messages("valid");
    List<Outcome> outcomes =
        new Engine(transport(settings().topic("{type}")))
            .send(
                messages.message("k", "1"),
                messages.message("x".repeat(300), "k", new byte[1], Instant.now()),
                messages.message("k", "2"))
            .outcomes();

    assertThat(((Outcome.Rejected) outcomes.get(1)).failure().code())
        .isEqualTo(FailureCode.TARGET_NAME_INVALID);
    assertThat(cluster.firstOccurrences("valid")).containsOnly(Map.entry("k", List.of("1", "2")));
  }

  @Test
  void aMissingTopicIsWaitedForAndThenServedByTheSameTransport() throws Exception {
    KafkaTransport transport = transport(settings(), Duration.ofSeconds(3));
    Engine engine = new Engine(transport);
    Messages messages = new Messages("later");
    OutboundMessage first = messages.message("k", "1");
    OutboundMessage second = messages.message("k", "2");

    List<Outcome> outcomes = engine.send(first, second).outcomes();
    Failure failure = failure(outcomes.get(0));
    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_MISSING);
    assertThat(failure.remedy()).contains("later");
    assertThat(failure(outcomes.get(1)).code()).isEqualTo(FailureCode.HELD_BACK);
    assertThat(transport.health().state()).isEqualTo(Health.State.DOWN);

    cluster.createTopic("later", 1, Map.of());
    engine.deliver(List.of(first, second), 10, Duration.ofSeconds(30));
    assertThat(cluster.firstOccurrences("later")).containsOnly(Map.entry("k", List.of("1", "2")));
    assertThat(transport.health().state()).isEqualTo(Health.State.UP);
  }

  @Test
  void aTimeStampTheTopicRefusesIsReplacedByTheBrokersTime() throws Exception {
    cluster.createTopic("recent", 1, Map.of("message.timestamp.before.max.ms", "3600000"));
    Messages messages = new Messages("recent");
    Instant old = Instant.now().minus(Duration.ofDays(2));
    List<OutboundMessage> batch = new ArrayList<>();
    IntStream.range(0, 20).forEach(i -> batch.add(messages.at(old, "k", Integer.toString(i))));
    IntStream.range(20, 40).forEach(i -> batch.add(messages.message("k", Integer.toString(i))));

    new Engine(transport(settings().producer("batch.size", "1")))
        .deliver(batch, 5, Duration.ofSeconds(30));

    List<ConsumerRecord<byte[], byte[]>> records = cluster.read("recent");
    assertThat(records).hasSize(40);
    assertThat(records)
        .extracting(record -> Cluster.text(record.value()))
        .containsExactlyElementsOf(IntStream.range(0, 40).mapToObj(Integer::toString).toList());
    assertThat(records)
        .allSatisfy(
            record ->
                assertThat(Instant.ofEpochMilli(record.timestamp()))
                    .isAfter(Instant.now().minus(Duration.ofHours(1))));
  }

  @Test
  void aRefusedFirstMessageIsNotOvertakenByThoseInFlightBehindIt() throws Exception {
    cluster.createTopic("boundary", 1, Map.of("message.timestamp.before.max.ms", "3600000"));
    Messages messages = new Messages("boundary");
    List<OutboundMessage> batch = new ArrayList<>();
    batch.add(messages.at(Instant.now().minus(Duration.ofDays(2)), "k", "0"));
    IntStream.range(1, 30).forEach(i -> batch.add(messages.message("k", Integer.toString(i))));

    new Engine(transport(settings().producer("batch.size", "1")))
        .deliver(batch, 30, Duration.ofSeconds(30));

    assertInOrderOfOneKey("boundary", 30);
  }

  private static void assertInOrderOfOneKey(String topic, int count) {
    assertThat(cluster.firstOccurrences(topic))
        .containsOnly(
            Map.entry("k", IntStream.range(0, count).mapToObj(Integer::toString).toList()));
  }

  @Test
  void theFileOfTheStockPluginWorksUnchanged() throws Exception {
    cluster.createTopic("cs", 1, Map.of());
    Path file = folder.resolve("kafka.producer.properties");
    Files.writeString(
        file,
        "bootstrap.servers=" + broker.bootstrapServers() + "\nacks=all\ntopic=cs\nretries=1\n");

    new Engine(transport(new FakeSettings().propertiesFile(file)))
        .send(new Messages("cloudstack").message("k", "{}"));

    assertThat(cluster.firstOccurrences("cs")).containsOnly(Map.entry("k", List.of("{}")));
  }

  @Test
  void closingWithTimeConfirmsWhatWasHandedOver() throws Exception {
    cluster.createTopic("closing", 1, Map.of());
    KafkaTransport transport = transport(settings());
    var result = transport.send(new Messages("closing").numbered(0, 200, 3)).toCompletableFuture();

    transport.close(Duration.ofSeconds(20));

    assertThat(result).isCompleted();
    assertThat(result.get().outcomes()).containsOnly(Outcome.delivered());
    assertThat(cluster.read("closing")).hasSize(200);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> transport.send(List.of(new Messages("closing").message("k", "late"))))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CLOSED));
  }

  @Test
  void aTailFromTheBeginningGivesWhatIsThereAndThenWhatComes() throws Exception {
    cluster.createTopic("tailed", 2, Map.of());
    KafkaTransport transport = transport(settings().topic("tailed"));
    Engine engine = new Engine(transport);
    Messages messages = new Messages("tailed");
    engine.send(
        messages.message("a", "1"), messages.message("b", "2"), messages.message(null, null));

    try (Tailable.Tail tail = transport.tail(Tailable.From.BEGINNING);
        Tailable.Tail end = transport.tail(Tailable.From.END)) {
      List<ReceivedMessage> received = new ArrayList<>();
      while (!tail.caughtUp()) {
        received.addAll(tail.poll(Duration.ofSeconds(1)));
      }
      assertThat(received).hasSize(3);
      assertThat(received).extracting(ReceivedMessage::key).containsOnlyOnce("a", "b", null);
      ReceivedMessage one =
          received.stream().filter(m -> "a".equals(m.key())).findFirst().orElseThrow();
      assertThat(one.body()).isEqualTo("1".getBytes(UTF_8));
      assertThat(one.headers()).containsEntry("acs-id", "id-1");
      assertThat(one.location()).matches("tailed-[01]@0");
      assertThat(end.caughtUp()).isTrue();

      engine.send(messages.message("c", "3"));
      assertThat(next(tail).key()).isEqualTo("c");
      assertThat(next(end).key()).isEqualTo("c");
    }
  }

  private static ReceivedMessage next(Tailable.Tail tail) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() - deadline < 0) {
      List<ReceivedMessage> received = tail.poll(Duration.ofMillis(500));
      if (!received.isEmpty()) {
        return received.get(0);
      }
    }
    throw new AssertionError("nothing came");
  }

  @Test
  void aTailOfAMissingTopicSaysSo() throws Exception {
    KafkaTransport transport = transport(settings().topic("nowhere"), Duration.ofSeconds(3));
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> transport.tail(Tailable.From.BEGINNING))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.TARGET_MISSING));
  }

  @Test
  void checkTellsWhatIsThereAndWhatIsWeak() throws Exception {
    cluster.createTopic("checked", 3, Map.of());
    cluster.createTopic("compacted", 1, Map.of("cleanup.policy", "compact"));
    Duration limit = Duration.ofSeconds(20);

    assertThat(transport(settings().topic("checked")).check(limit))
        .extracting(notice -> notice.level() + " " + notice.message())
        .containsExactly(
            "INFO connected to " + broker.bootstrapServers() + ", 1 broker",
            "INFO the topic has 3 partitions with 1 copy",
            "WARNING the topic has a single copy: if its broker loses its disk, delivered events"
                + " are lost");
    assertThat(transport(settings().topic("compacted")).check(limit))
        .extracting(notice -> notice.level() + " " + notice.message())
        .anyMatch(text -> text.startsWith("ERROR the topic is compacted"));
    assertThat(transport(settings().topic("absent")).check(limit))
        .extracting(notice -> notice.level() + " " + notice.subject())
        .containsExactly("INFO bootstrap.servers", "ERROR absent");
    assertThat(transport(settings().topic("t-{type}")).check(limit))
        .extracting(notice -> notice.level() + " " + notice.subject())
        .containsExactly("INFO bootstrap.servers", "INFO topic");
  }

  private static Failure failure(Outcome outcome) {
    return ((Outcome.Retry) outcome).failure();
  }

  private FakeSettings settings() {
    return new FakeSettings().producer("bootstrap.servers", broker.bootstrapServers());
  }

  private KafkaTransport transport(FakeSettings settings) throws Exception {
    return transport(settings, Duration.ofSeconds(30));
  }

  private KafkaTransport transport(FakeSettings settings, Duration sendTimeout) throws Exception {
    FakeContext context = new FakeContext(settings, sendTimeout);
    opened.add(context);
    KafkaTransport transport = (KafkaTransport) new KafkaTransportProvider().create(context);
    opened.add(transport);
    return transport;
  }
}
