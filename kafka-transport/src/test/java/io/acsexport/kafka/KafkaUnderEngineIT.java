package io.acsexport.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.deadletter.DeadLetter;
import io.acsexport.core.delivery.DeliveryOptions;
import io.acsexport.core.delivery.DestinationWorker;
import io.acsexport.core.delivery.WorkerState;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.KafkaRelease;
import io.acsexport.testing.TcpProxy;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.tck.FakeContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine's delivery makes of this transport's answers; records are {@code key|body}. */
@Timeout(120)
class KafkaUnderEngineIT {

  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static Cluster cluster;

  @TempDir Path parent;
  private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
  private final FakeSettings settings = new FakeSettings();
  private final FakeContext context = new FakeContext(settings);
  private Spool spool;

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

  @BeforeEach
  void open() throws Exception {
    spool = Spool.open(SpoolOptions.in(parent.resolve("spool")), Clock.systemUTC());
    settings.producer("bootstrap.servers", broker.bootstrapServers());
  }

  @AfterEach
  void close() {
    context.close();
    spool.close();
  }

  @Test
  void oneMessageThatThePartitionerChokesOnIsBuriedAndAllOthersArriveInOrder() throws Exception {
    cluster.createTopic("choking", 1, Map.of());
    settings.topic("choking").producer("partitioner.class", ChokingPartitioner.class.getName());
    append(0, 1_234);
    append("key-2|" + ChokingPartitioner.POISON);
    append(1_234, 1_000);

    deliverAll();

    assertThat(deadLetters).hasSize(1);
    assertThat(deadLetters.get(0).record().payload())
        .isEqualTo(("key-2|" + ChokingPartitioner.POISON).getBytes(UTF_8));
    assertThat(deadLetters.get(0).failure().code()).isEqualTo(FailureCode.POISON);
    assertThat(deadLetters.get(0).failure().detail()).contains("as the test says");
    assertArrivedInOrder("choking", 2_234);
  }

  @Test
  void theVeryFirstMessageCanBeThePoison() throws Exception {
    cluster.createTopic("first", 1, Map.of());
    settings.topic("first").producer("partitioner.class", ChokingPartitioner.class.getName());
    append("key-0|" + ChokingPartitioner.POISON);
    append(0, 10);

    deliverAll();

    assertThat(deadLetters).extracting(l -> l.failure().code()).containsExactly(FailureCode.POISON);
    assertArrivedInOrder("first", 10);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 25})
  void thePoisonMayHaveTheKeyOfAllOthers(int before) throws Exception {
    String topic = "one-key-" + before;
    cluster.createTopic(topic, 1, Map.of());
    settings.topic(topic).producer("partitioner.class", ChokingPartitioner.class.getName());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      append("key-0|" + (i == before ? ChokingPartitioner.POISON : "event " + i));
      if (i != before) {
        expected.add("event " + i);
      }
    }

    deliverAll();

    assertThat(deadLetters).extracting(l -> l.failure().code()).containsExactly(FailureCode.POISON);
    assertThat(cluster.firstOccurrences(topic)).isEqualTo(Map.of("key-0", expected));
  }

  @Test
  void missingTopicsAreCreatedBeforeTheFirstMessageToEach() throws Exception {
    cluster.createTopic("made-0", 1, Map.of());
    settings.topic("made-{key}").createTopics(Map.of("partitions", 2, "replication-factor", 1));
    append(0, 3_000);

    deliverAll();

    assertThat(deadLetters).isEmpty();
    for (int key = 0; key < 3; key++) {
      assertThat(cluster.firstOccurrences("made-" + key)).containsOnlyKeys("key-" + key);
      assertThat(cluster.read("made-" + key)).hasSize(1_000);
      assertThat(cluster.partitions("made-" + key)).isEqualTo(key == 0 ? 1 : 2);
    }
  }

  @Test
  void aTopicThatCannotBeCreatedBlocksWithARemedyAndLosesNothing() throws Exception {
    settings.topic("copied").createTopics(Map.of("replication-factor", 3));
    append(0, 10);

    try (DestinationWorker worker = worker()) {
      worker.start();
      await().until(() -> worker.status().state() == WorkerState.BLOCKED);
      Failure failure = requireNonNull(worker.status().lastFailure());
      assertThat(failure.code()).isEqualTo(FailureCode.CONFIGURATION);
      assertThat(failure.detail()).contains("topic 'copied' cannot be created");
      assertThat(failure.remedy()).contains("create-topics.replication-factor");

      cluster.createTopic("copied", 1, Map.of());
      assertThat(worker.stop(Duration.ofSeconds(60))).as("%s", worker.status()).isTrue();
    }
    assertArrivedInOrder("copied", 10);
  }

  @Test
  void aBrokerThatIsTooOldBlocksAndLosesNothingUntilItIsReplaced() throws Exception {
    cluster.createTopic("renewed", 1, Map.of());
    append(0, 10);
    try (TcpProxy servers = TcpProxy.start();
        KafkaBroker old =
            KafkaBroker.start(
                KafkaBrokerOptions.in(parent.resolve("old")).of(KafkaRelease.V0_10))) {
      settings.topic("renewed").producer("bootstrap.servers", servers.address());
      servers.forwardTo(old.bootstrapServers());

      try (DestinationWorker worker = worker()) {
        worker.start();
        await().until(() -> worker.status().state() == WorkerState.BLOCKED);
        Failure failure = requireNonNull(worker.status().lastFailure());
        assertThat(failure.code()).isEqualTo(FailureCode.BROKER_UNSUPPORTED);
        assertThat(failure.detail()).contains(servers.address(), "does not support");
        assertThat(failure.remedy()).contains("Kafka 2.1 or newer");

        servers.forwardTo(broker.bootstrapServers());
        assertThat(worker.stop(Duration.ofSeconds(60))).as("%s", worker.status()).isTrue();
      }
    }
    assertThat(deadLetters).isEmpty();
    assertArrivedInOrder("renewed", 10);
  }

  private void deliverAll() throws Exception {
    try (DestinationWorker worker = worker()) {
      worker.start();
      assertThat(worker.stop(Duration.ofSeconds(60))).as("%s", worker.status()).isTrue();
    }
  }

  private DestinationWorker worker() throws Exception {
    DeliveryOptions options =
        new DeliveryOptions(
            500, 1 << 20, context.sendTimeout(), Duration.ofMillis(1), Duration.ofMillis(20));
    return new DestinationWorker(
        "main",
        spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD),
        this::message,
        () -> new KafkaTransportProvider().create(context),
        deadLetters::add,
        options,
        Clock.systemUTC(),
        new Random(1),
        new SimpleMeterRegistry());
  }

  private void append(int first, int count) throws Exception {
    for (int i = first; i < first + count; i++) {
      append("key-" + i % 3 + "|" + i);
    }
  }

  private void append(String event) throws Exception {
    byte[] bytes = event.getBytes(UTF_8);
    spool.append(bytes, 0, bytes.length, TimeUnit.SECONDS.toNanos(10));
  }

  private OutboundMessage message(SpoolItem item) {
    String[] parts = new String(((SpoolItem.Entry) item).payload(), UTF_8).split("\\|", 2);
    return new OutboundMessage(
        "id-" + item.sequence(),
        Messages.SPOOL,
        item.sequence(),
        parts[0],
        parts[1].getBytes(UTF_8),
        "text/plain",
        Map.of(),
        Map.of("topic", settings.string("topic").replace("{key}", parts[0].substring(4))),
        Instant.now(),
        0);
  }

  private static void assertArrivedInOrder(String topic, int count) {
    Messages.assertInOrder(cluster.firstOccurrences(topic), count, 3);
  }
}
