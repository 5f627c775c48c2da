package io.acsexport.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.kafka.Starts.Start;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a cluster forgets, and what is taken away from it, on a broker that forgets within seconds.
 */
@Timeout(180)
class ExactlyOnceTrapsIT {

  private static final String POSITIONS = "acs-export-positions";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static Cluster cluster;

  private String topic = "";
  private Starts starts;

  @BeforeAll
  static void startTheBroker() throws Exception {
    broker =
        KafkaBroker.start(
            KafkaBrokerOptions.in(folder)
                .with("auto.create.topics.enable", "false")
                .with("transactional.id.expiration.ms", "2000")
                .with("transaction.remove.expired.transaction.cleanup.interval.ms", "200")
                .with("producer.id.expiration.ms", "2000")
                .with("producer.id.expiration.check.interval.ms", "200")
                .with("offsets.retention.minutes", "1")
                .with("offsets.retention.check.interval.ms", "1000"));
    cluster = new Cluster(broker);
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    cluster.createTopic(topic, 3, Map.of());
    starts = new Starts(broker, topic);
  }

  @AfterEach
  void close() throws Exception {
    starts.close();
  }

  @Test
  void aProducerThatTheClusterHasForgottenIsMadeAnew() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 100);
    Start idle = starts.start(1);
    idle.engine().deliver(messages.subList(0, 50), 50, LIMIT);
    try (Admin admin = admin()) {
      assertThat(transactionalIds(admin)).contains(name());
      await().atMost(LIMIT).until(() -> !transactionalIds(admin).contains(name()));
    }

    assertRetried(idle, messages.get(50), "not currently assigned to its transactional id");
    idle.engine().deliver(messages.subList(50, 100), 50, LIMIT);

    starts.assertArrivedOnce(cluster, 100);
  }

  @Test
  void aFenceByNoOtherExporterIsGotOver() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 100);
    Start only = starts.start(1);
    only.engine().deliver(messages.subList(0, 50), 50, LIMIT);
    // What a transaction that took too long looks like, too.
    try (Admin admin = admin()) {
      admin.fenceProducers(List.of(name())).all().get();
    }

    assertRetried(only, messages.get(50), "old epoch|newer producer");
    only.engine().deliver(messages.subList(50, 100), 10, LIMIT);

    starts.assertArrivedOnce(cluster, 100);
  }

  @Test
  void theTopicOfPositionsIsDeletedUnderARunningExporter() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 100);
    Start first = starts.start(1);
    first.engine().deliver(messages.subList(0, 50), 50, LIMIT);
    delete(POSITIONS);

    first.engine().deliver(messages.subList(50, 80), 10, LIMIT);
    // It is there again, with a position: a crash repeats nothing.
    starts.start(2).engine().deliver(messages, 50, LIMIT);

    starts.assertArrivedOnce(cluster, 100);
  }

  @Test
  void thePositionOutlivesTheTopicOfTheEvents() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 50);
    starts.start(1).engine().deliver(messages, 50, LIMIT);
    delete(topic);
    cluster.createTopic(topic, 3, Map.of());

    Start second = starts.start(2);
    second.engine().deliver(messages, 50, LIMIT);
    OutboundMessage next = starts.message(2 * Starts.START, "key-0", "next".getBytes(UTF_8));
    second.engine().deliver(List.of(next), 1, LIMIT);

    assertThat(cluster.read(topic))
        .extracting(record -> Cluster.text(requireNonNull(record.value())))
        .containsExactly("next");
  }

  @Test
  void holesOfARepairedSpoolHoldNothingBack() throws Exception {
    List<OutboundMessage> all = starts.messages(1, 100);
    List<OutboundMessage> readable = new ArrayList<>(all.subList(0, 30));
    readable.addAll(all.subList(60, 100));
    starts.start(1).engine().deliver(readable.subList(0, 40), 10, LIMIT);

    starts.start(2).engine().deliver(readable, 20, LIMIT);

    assertThat(cluster.read(topic)).hasSize(70);
  }

  @Test
  @EnabledIfSystemProperty(named = "acs-export.test.long", matches = "true")
  void aPositionExpiresWhereItIsNotStoredAgain() throws Exception {
    List<OutboundMessage> messages = starts.messages(1, 20);
    starts.start(1).engine().deliver(messages, 20, LIMIT);
    Starts renewing = new Starts(broker, topic);
    try (Admin admin = admin()) {
      Start renewed = renewing.start(1, renewing.identity(), Duration.ofSeconds(10));
      renewed.engine().deliver(renewing.messages(1, 20), 20, LIMIT);
      await().atMost(Duration.ofSeconds(150)).until(() -> !hasPosition(admin, starts));
      assertThat(hasPosition(admin, renewing)).isTrue();
      renewing.start(2).engine().deliver(renewing.messages(1, 20), 20, LIMIT);
    } finally {
      renewing.close();
    }
    assertThat(cluster.read(topic)).hasSize(40);

    Start later = starts.start(2);
    later.context().position(Starts.START + 14);
    later.engine().deliver(messages.subList(15, 20), 5, LIMIT);

    assertThat(cluster.read(topic)).as("5 repeated").hasSize(45);
  }

  private static void assertRetried(Start start, OutboundMessage message, String because)
      throws InterruptedException {
    assertThat(start.engine().send(message).outcomes())
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> assertThat(retry.failure().detail()).containsPattern(because));
  }

  private String name() {
    return name(starts);
  }

  private static String name(Starts starts) {
    return "acs-export-" + starts.installation() + "-main";
  }

  private static boolean hasPosition(Admin admin, Starts starts) throws Exception {
    return !admin
        .listConsumerGroupOffsets(name(starts))
        .partitionsToOffsetAndMetadata()
        .get()
        .isEmpty();
  }

  private static List<String> transactionalIds(Admin admin) throws Exception {
    return admin.listTransactions().all().get().stream()
        .map(TransactionListing::transactionalId)
        .toList();
  }

  private static void delete(String topic) throws Exception {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(topic)).all().get();
      await().atMost(LIMIT).until(() -> !admin.listTopics().names().get().contains(topic));
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }
}
