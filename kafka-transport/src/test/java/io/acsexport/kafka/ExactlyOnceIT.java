package io.acsexport.kafka;

import static io.acsexport.kafka.Starts.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.kafka.Starts.Start;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.SpoolIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Positions in the cluster, through {@link Starts}. */
@Timeout(120)
class ExactlyOnceIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static Cluster cluster;

  private String topic = "";
  private Starts starts;

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
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    cluster.createTopic(topic, 3, Map.of("max.message.bytes", "100000"));
    starts = new Starts(broker, topic);
  }

  @AfterEach
  void close() {
    starts.close();
  }

  @Test
  void whatTheClusterHasIsNotSentAgainAfterACrash() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 300);
    Start first = starts.start(1);
    first.engine().deliver(messages.subList(0, 200), 50, LIMIT);

    // The cursor was not stored: everything comes again.
    starts.start(2).engine().deliver(messages, 70, LIMIT);

    starts.assertArrivedOnce(cluster, 300);
  }

  @Test
  void aCommitWhoseAnswerIsLostRepeatsNothing() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 100);
    Start only = starts.start(1);
    only.engine().deliver(messages.subList(0, 50), 50, LIMIT);
    // As if the engine had never heard of it.
    only.engine().deliver(messages, 100, LIMIT);

    starts.assertArrivedOnce(cluster, 100);
  }

  @Test
  void manyBatchesShareATransactionAndKeepTheirOrder() throws Exception {
    starts.start(1).engine().deliver(starts.messages(1, 5_000), 100, LIMIT);

    starts.assertArrivedOnce(cluster, 5_000);
    long ends = 0;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      for (int partition = 0; partition < 3; partition++) {
        TopicPartition at = new TopicPartition(topic, partition);
        ends +=
            admin.listOffsets(Map.of(at, OffsetSpec.latest())).partitionResult(at).get().offset();
      }
    }
    // A commit takes an offset of its own in every partition.
    assertThat(ends - 5_000).isLessThan(3 * 50);
  }

  @Test
  void oneThatIsTooLargeIsRejectedAloneAndTheRestArrivesOnce() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 60);
    byte[] incompressible = new byte[150_000];
    new Random(1).nextBytes(incompressible);
    messages.set(30, starts.message(START + 30, "key-0", incompressible));
    Engine engine = starts.start(1).engine();
    engine.deliver(messages, 20, LIMIT);

    assertThat(engine.rejected()).extracting(OutboundMessage::sequence).containsExactly(START + 30);
    assertThat(cluster.read(topic)).hasSize(59);
  }

  @Test
  void thoseTooLargeTakeNobodyAlongUnderLoad() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 3_000);
    List<Long> large = new ArrayList<>();
    for (int number = 100; number < 3_000; number += 500) {
      byte[] incompressible = new byte[150_000];
      new Random(number).nextBytes(incompressible);
      messages.set(number, starts.message(START + number, "key-" + number % 7, incompressible));
      large.add(START + number);
    }
    Engine engine = starts.start(1).engine();
    engine.deliver(messages, 500, LIMIT);

    assertThat(engine.rejected())
        .extracting(OutboundMessage::sequence)
        .containsExactlyInAnyOrderElementsOf(large);
    assertThat(cluster.read(topic)).hasSize(3_000 - large.size());
  }

  @Test
  void aMessageSentAheadOfItsTurnDoesNotHideTheOneLeftBehind() throws Exception {
    Start first = starts.start(1);
    OutboundMessage behind =
        starts.message("missing-" + topic, START + 1, "a", "1".getBytes(UTF_8));
    OutboundMessage ahead = starts.message(START + 2, "b", "2".getBytes(UTF_8));
    // The engine lets another go first only once the repeat has failed, too.
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThat(first.engine().send(behind).outcomes()).allMatch(Outcome.Retry.class::isInstance);
    }
    assertThat(first.engine().send(ahead).outcomes()).containsExactly(Outcome.delivered());

    cluster.createTopic("missing-" + topic, 1, Map.of());
    starts.start(2).engine().deliver(List.of(behind, ahead), 2, LIMIT);

    assertThat(cluster.read("missing-" + topic)).hasSize(1);
    assertThat(cluster.read(topic)).hasSize(1);
  }

  @Test
  void aMissingTopicIsNamedHoweverManyWaitForIt() throws Exception {
    Start only = starts.start(1);
    OutboundMessage first = starts.message("missing-" + topic, START, "a", "0".getBytes(UTF_8));
    OutboundMessage[] more = new OutboundMessage[20];
    for (int number = 0; number < more.length; number++) {
      more[number] =
          starts.message("missing-" + topic, START + 1 + number, "a", "1".getBytes(UTF_8));
    }

    assertThat(only.engine().send(first, more).outcomes())
        .allMatch(Outcome.Retry.class::isInstance);
    assertThat(requireNonNull(only.transport().health().failure()).code())
        .isEqualTo(FailureCode.TARGET_MISSING);
  }

  @Test
  void anOlderCopyOfTheSpoolLosesNothingAndIsTold() throws Exception {
    starts.start(3).engine().deliver(starts.messages(3, 20), 20, LIMIT);

    // Restored from a backup made in start 1, it numbers what it accepts now from start 2 on.
    List<OutboundMessage> fresh = starts.messages(2, 30);
    starts.start(2).engine().deliver(fresh, 30, LIMIT);

    assertThat(cluster.read(topic)).hasSize(50);
    // From then on it is the one that counts.
    starts.start(4).engine().deliver(fresh, 30, LIMIT);
    assertThat(cluster.read(topic)).hasSize(50);
  }

  @Test
  void anotherSpoolOfTheInstallationBeginsAtItsOwnCursor() throws Exception {
    starts.start(5).engine().deliver(starts.messages(5, 20), 20, LIMIT);

    Start other =
        starts.start(
            1, new SpoolIdentity(starts.installation(), UUID.randomUUID(), UUID.randomUUID()));
    other.engine().deliver(starts.messages(1, 30), 30, LIMIT);

    assertThat(cluster.read(topic)).hasSize(50);
  }

  @Test
  void theOneThatWasTakenOverStopsAndTheOtherGoesOn() throws Exception {
    Start first = starts.start(1);
    first.engine().deliver(starts.messages(1, 10), 10, LIMIT);
    Start copy = starts.start(1);
    copy.engine().deliver(starts.messages(1, 20), 20, LIMIT);

    OutboundMessage next = starts.message(START + 50, "key-0", "50".getBytes(UTF_8));
    assertThat(first.engine().send(next).outcomes()).allMatch(Outcome.Retry.class::isInstance);
    await()
        .untilAsserted(
            () -> {
              first.engine().send(next);
              Failure failure = requireNonNull(first.transport().health().failure());
              assertThat(failure.code()).isEqualTo(FailureCode.FENCED);
              assertThat(failure.remedy()).contains("installation");
            });
    copy.engine()
        .deliver(List.of(starts.message(START + 60, "key-0", "60".getBytes(UTF_8))), 1, LIMIT);
    assertThat(copy.transport().health().state()).isEqualTo(Health.State.UP);
  }

  @Test
  void whatACopySentIsNotTakenForSentHereHoweverOftenThisOneStarts() throws Exception {
    Start original = starts.start(1);
    original.engine().deliver(starts.messages(1, 10), 10, LIMIT);
    Start copy = starts.start(1);
    copy.engine().deliver(starts.messages(1, 50), 50, LIMIT);

    // Events of its own under the copy's numbers, accepted before its last start.
    Start restarted = starts.startAfter(2, original);
    restarted.context().position(START + 9);
    restarted.engine().deliver(starts.messages(1, 40).subList(10, 40), 30, LIMIT);

    assertThat(cluster.read(topic)).hasSize(10 + 50 + 30);
  }

  @Test
  void aFenceIsNamedOnlyOnceItIsKnownToBeOne() throws Exception {
    Start first = starts.start(1);
    first.engine().deliver(starts.messages(1, 10), 10, LIMIT);
    starts.start(1).engine().deliver(starts.messages(1, 20), 20, LIMIT);

    OutboundMessage next = starts.message(START + 50, "key-0", "50".getBytes(UTF_8));
    List<FailureCode> codes = new ArrayList<>();
    await()
        .until(
            () -> {
              first.engine().send(next);
              codes.add(requireNonNull(first.transport().health().failure()).code());
              return codes.contains(FailureCode.FENCED);
            });
    assertThat(codes).containsExactly(FailureCode.BROKER_UNAVAILABLE, FailureCode.FENCED);
    assertThat(requireNonNull(first.transport().health().failure()).remedy())
        .contains("'installation.id'", "acs-export pause main");
  }

  @Test
  void aPositionThatTheClusterHasLostRepeatsAtMostWhatTheCursorDoesNotKnow() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 100);
    starts.start(1).engine().deliver(messages, 50, LIMIT);
    String group = "acs-export-" + starts.installation() + "-main";
    cluster.admin(admin -> admin.deleteConsumerGroups(List.of(group)).all());

    Start second = starts.start(2);
    second.context().position(START + 79);
    second.engine().deliver(messages.subList(80, 100), 20, LIMIT);

    assertThat(cluster.read(topic)).hasSize(120);
  }

  @Test
  @SuppressWarnings("removal") // what replaces the constructor of a group needs a consumer
  void aPositionWithATransactionLeftOpenIsNotTakenForNone() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 100);
    starts.start(1).engine().deliver(messages, 50, LIMIT);
    try (KafkaProducer<byte[], byte[]> other =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", topic),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      other.initTransactions();
      other.beginTransaction();
      other.sendOffsetsToTransaction(
          Map.of(new TopicPartition("acs-export-positions", 0), new OffsetAndMetadata(0)),
          new ConsumerGroupMetadata("acs-export-" + starts.installation() + "-main"));

      starts.start(2).engine().deliver(messages, 50, LIMIT);
      other.abortTransaction();
    }

    starts.assertArrivedOnce(cluster, 100);
  }

  @Test
  void anIdleDestinationStoresItsPositionAgain() throws Exception {
    Start idle = starts.start(1, starts.identity(), Duration.ofMillis(200));
    idle.engine().deliver(starts.messages(1, 5), 5, LIMIT);
    TopicPartition positions = new TopicPartition("__consumer_offsets", 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      long before = end(admin, positions);
      await().until(() -> end(admin, positions) > before + 2);
    }
    idle.engine().deliver(starts.messages(1, 10).subList(5, 10), 5, LIMIT);
    starts.assertArrivedOnce(cluster, 10);
  }

  @Test
  void aBrokerThatStopsInBetweenCostsNothingAndRepeatsNothing() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 2_000);
    Start first = starts.start(1);
    first.engine().deliver(messages.subList(0, 500), 100, LIMIT);
    broker.kill();
    BatchResult failed = first.engine().send(messages.get(500));
    assertThat(failed.outcomes()).allMatch(Outcome.Retry.class::isInstance);
    assertThat(requireNonNull(first.transport().health().failure()).code())
        .isEqualTo(FailureCode.CONNECTION_FAILED);
    broker.start();

    first.engine().deliver(messages.subList(500, 2_000), 100, LIMIT);

    starts.assertArrivedOnce(cluster, 2_000);
  }

  @Test
  void aBrokerKilledTogetherWithItsExporterMayRepeatButLosesNothing() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 1_000);
    starts.start(1).engine().deliver(messages.subList(0, 500), 100, LIMIT);
    broker.kill();
    broker.start();

    // A broker that was the only one may have forgotten to end the last transaction.
    starts.start(2).engine().deliver(messages, 100, LIMIT);

    starts.assertArrived(cluster, 1_000);
  }

  private static long end(Admin admin, TopicPartition partition) throws Exception {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
