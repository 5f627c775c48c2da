package io.acsexport.kafka;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks at a broker from outside the transport, with plain Kafka clients. */
final class Cluster {

  private final KafkaBroker broker;

  Cluster(KafkaBroker broker) {
    this.broker = broker;
  }

  void createTopic(String topic, int partitions, Map<String, String> config) throws Exception {
    admin(
        admin ->
            admin
                .createTopics(
                    List.of(
                        new NewTopic(topic, Optional.of(partitions), Optional.empty())
                            .configs(config)))
                .all());
    // The controller made it; the broker that clients ask may learn of it a moment later.
    await().ignoreExceptions().until(() -> partitions(topic) == partitions);
  }

  /** Runs something and waits until the cluster has done what was asked. */
  void admin(AdminCall call) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      call.run(admin).get(30, TimeUnit.SECONDS);
    }
  }

  interface AdminCall {
    KafkaFuture<?> run(Admin admin);
  }

  /** How many partitions a topic has. */
  int partitions(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return requireNonNull(
              admin
                  .describeTopics(List.of(topic))
                  .allTopicNames()
                  .get(30, TimeUnit.SECONDS)
                  .get(topic))
          .partitions()
          .size();
    }
  }

  /** Everything a topic holds now, by partition in order. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", broker.bootstrapServers());
    config.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Consumer<ConsumerRecord<byte[], byte[]>> add = all::add;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (partitions.stream()
          .anyMatch(p -> consumer.position(p) < requireNonNull(ends.get(p)))) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("could not read " + topic + " to its end");
        }
        consumer.poll(Duration.ofMillis(200)).forEach(add);
      }
    }
    return all;
  }

  /** Bodies of each key as they stand, repeats left out. */
  Map<String, List<String>> firstOccurrences(String topic) {
    Map<String, Set<String>> byKey = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(topic)) {
      byKey
          .computeIfAbsent(text(record.key()), key -> new LinkedHashSet<>())
          .add(text(record.value()));
    }
    Map<String, List<String>> lists = new LinkedHashMap<>();
    byKey.forEach((key, bodies) -> lists.put(key, List.copyOf(bodies)));
    return lists;
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
