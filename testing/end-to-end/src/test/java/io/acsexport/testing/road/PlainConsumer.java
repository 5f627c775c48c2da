package io.acsexport.testing.road;

import io.acsexport.testing.check.Arrived;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A consumer such as any user would write. */
public final class PlainConsumer {

  private PlainConsumer() {}

  /** Everything that is in the topic now, to the end offsets. */
  public static List<Arrived> readAll(String bootstrapServers, String topic) {
    return readAll(bootstrapServers, topic, "read_uncommitted");
  }

  /** The same, under this isolation level. */
  public static List<Arrived> readAll(
      String bootstrapServers, String topic, String isolationLevel) {
    List<Arrived> arrived = new ArrayList<>();
    readEach(bootstrapServers, topic, isolationLevel, arrived::add);
    return arrived;
  }

  /** The same one by one, for more than fits in memory. */
  public static void readEach(
      String bootstrapServers, String topic, String isolationLevel, Consumer<Arrived> reader) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("isolation.level", isolationLevel);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(message -> reader.accept(read(message)));
      }
    }
  }

  /** How far a reader of committed messages gets now: the sum of the offsets; 0 for no topic. */
  public static long ends(String bootstrapServers, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "allow.auto.create.topics",
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions(consumer, topic)).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (PartitionInfo info : consumer.partitionsFor(topic)) {
      partitions.add(new TopicPartition(topic, info.partition()));
    }
    return partitions;
  }

  private static Arrived read(ConsumerRecord<byte[], byte[]> message) {
    Map<String, String> headers = new LinkedHashMap<>();
    message.headers().forEach(header -> headers.put(header.key(), text(header.value())));
    return new Arrived(nullableText(message.key()), nullableText(message.value()), headers);
  }

  private static @Nullable String nullableText(byte @Nullable [] bytes) {
    return bytes == null ? null : text(bytes);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
