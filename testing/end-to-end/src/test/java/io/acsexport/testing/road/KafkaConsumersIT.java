package io.acsexport.testing.road;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.example.consumer.EventCounter;
import io.acsexport.example.consumer.NewAccountNotifier;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.check.AcsPublisher;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example consumers of Kafka, on events that came through the exporter, some of them twice. */
class KafkaConsumersIT {

  private static final String TOPIC = "cs";
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  @TempDir static Path shared;
  private static KafkaBroker broker;
  private static int repeats;

  @TempDir Path folder;

  @BeforeAll
  static void publishEventsAndRepeats() throws Exception {
    broker = KafkaBroker.start(KafkaBrokerOptions.in(shared.resolve("broker")));
    List<CapturedEvent> events = new ArrayList<>(Road.EVENTS);
    events.add(account("Bob"));
    events.add(account("Zoë"));
    publish(shared.resolve("first"), events);
    repeats = sendAgain();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void eachNewAccountIsToldOnceWhateverIsRepeatedKilledOrReadAgain() throws Exception {
    Path sent = folder.resolve("sent");
    try (ConsumerProcess consumer = notifier("notify-1", sent)) {
      await().atMost(LONG_ENOUGH).until(() -> consumer.lines().size() >= 3);
      consumer.kill();
    }
    // Another group reads all from the beginning, as after offsets that were lost.
    try (ConsumerProcess consumer = notifier("notify-2", sent)) {
      publish(folder.resolve("later"), List.of(account("Dave")));
      await().atMost(LONG_ENOUGH).until(() -> !consumer.lines().isEmpty());

      assertThat(consumer.end()).containsExactly("New account: Dave");
      assertThat(members("notify-2")).as("those that left the group without a word").isZero();
    }
    assertThat(Files.readAllLines(sent))
        .map(line -> line.split("\t", 2)[1])
        .containsExactly(
            "New account: alice", "New account: Bob", "New account: Zoë", "New account: Dave");
  }

  @Test
  void eventsAreCountedOnceByCategoryAndType() throws Exception {
    try (ConsumerProcess consumer =
        ConsumerProcess.java(
            folder.resolve("counter"),
            EventCounter.class,
            settings("count").toString(),
            TOPIC,
            "0")) {
      await().atMost(LONG_ENOUGH).until(() -> !consumer.lines().isEmpty());
      URI metrics = URI.create(consumer.lines().get(0));
      await()
          .atMost(LONG_ENOUGH)
          .untilAsserted(
              () ->
                  assertThat(get(metrics)).contains("acs_events_repeated_total " + repeats + "\n"));

      Map<String, Integer> expected = new TreeMap<>();
      Road.EVENTS.forEach(event -> expected.merge(labels(event), 1, Integer::sum));
      expected.remove(labels(account("")));
      assertThat(get(metrics).lines())
          .containsAll(
              expected.entrySet().stream()
                  .map(entry -> "acs_events_total{" + entry.getKey() + "} " + entry.getValue())
                  .toList())
          .hasSize(expected.size() + 1 + 5);
      consumer.end();
      assertThat(members("count")).isZero();
    }
  }

  private ConsumerProcess notifier(String group, Path sent) throws IOException {
    return ConsumerProcess.java(
        folder.resolve(group),
        NewAccountNotifier.class,
        settings(group).toString(),
        TOPIC,
        sent.toString());
  }

  private Path settings(String group) throws IOException {
    return Files.writeString(
        folder.resolve(group + ".properties"),
        "bootstrap.servers=" + broker.bootstrapServers() + "\ngroup.id=" + group + "\n");
  }

  private static void publish(Path folder, List<CapturedEvent> events) throws Exception {
    AcsPublisher publisher =
        new AcsPublisher(
            Road.HOME,
            Road.configuration(folder, "60 s", Road.producer(TOPIC, broker.bootstrapServers())));
    publisher.start();
    for (CapturedEvent event : events) {
      publisher.publish(event);
    }
    publisher.stop();
  }

  /** Sends all that is in the topic a second time, as it is; returns how much that was. */
  private static int sendAgain() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    List<TopicPartition> partitions = List.of(new TopicPartition(TOPIC, 0));
    int count = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = requireNonNull(consumer.endOffsets(partitions).get(partitions.get(0)));
      while (consumer.position(partitions.get(0)) < end) {
        for (ConsumerRecord<byte[], byte[]> seen : consumer.poll(Duration.ofMillis(200))) {
          if (seen.offset() < end) {
            producer
                .send(new ProducerRecord<>(TOPIC, null, seen.key(), seen.value(), seen.headers()))
                .get(30, TimeUnit.SECONDS);
            count++;
          }
        }
      }
    }
    return count;
  }

  /** The captured creation of an account, as that of another. */
  private static CapturedEvent account(String name) {
    CapturedEvent alice =
        Road.EVENTS.stream()
            .filter(event -> "ACCOUNT.CREATE".equals(event.type()))
            .findFirst()
            .orElseThrow();
    return new CapturedEvent(
        alice.line(),
        alice.at(),
        alice.category(),
        alice.type(),
        alice.source(),
        alice.resourceType(),
        UUID.randomUUID().toString(),
        alice.eventId(),
        UUID.randomUUID().toString(),
        alice.accountId(),
        alice.accountUuid(),
        alice.domainId(),
        alice.thread(),
        requireNonNull(alice.description()).replace("alice", name));
  }

  private static String labels(CapturedEvent event) {
    return "category=\"" + event.category() + "\",type=\"" + event.type() + "\"";
  }

  private static int members(String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return requireNonNull(
              admin
                  .describeConsumerGroups(List.of(group))
                  .all()
                  .get(30, TimeUnit.SECONDS)
                  .get(group))
          .members()
          .size();
    }
  }

  private static String get(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }
}
