package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a topic without a group: partitions are assigned by hand, no offset is stored anywhere. */
final class KafkaTail implements Tailable.Tail {

  /** How long brokers may take to answer at most; somebody sits before the screen. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaFailures failures;
  private final String topic;
  private final Map<TopicPartition, Long> present;

  private KafkaTail(
      KafkaConsumer<byte[], byte[]> consumer,
      KafkaFailures failures,
      String topic,
      Map<TopicPartition, Long> present) {
    this.consumer = consumer;
    this.failures = failures;
    this.topic = topic;
    this.present = present;
  }

  /** Connects and takes position. */
  static KafkaTail open(
      ProducerSettings settings, KafkaFailures failures, Duration sendTimeout, Tailable.From from)
      throws TransportException, InterruptedException {
    String topic = settings.onlyTopic();
    if (topic == null) {
      throw new TransportException(
          new Failure(
              FailureCode.CONFIGURATION,
              "the topic is a template, so there is no single topic to read",
              "Read the topics with Kafka's own console consumer."),
          null);
    }
    KafkaConsumer<byte[], byte[]> consumer;
    try {
      consumer =
          new KafkaConsumer<>(
              ClientSettings.consumer(settings),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw new TransportException(failures.failure(e, topic), e);
    }
    boolean open = false;
    try {
      Duration patience = sendTimeout.compareTo(LONGEST_WAIT) < 0 ? sendTimeout : LONGEST_WAIT;
      Map<TopicPartition, Long> present = position(consumer, failures, topic, from, patience);
      KafkaTail tail = new KafkaTail(consumer, failures, topic, present);
      open = true;
      return tail;
    } catch (KafkaException e) {
      throw translated(failures, e, topic);
    } finally {
      if (!open) {
        close(consumer);
      }
    }
  }

  /** Seeks every partition; returns where each ends now. */
  private static Map<TopicPartition, Long> position(
      KafkaConsumer<byte[], byte[]> consumer,
      KafkaFailures failures,
      String topic,
      Tailable.From from,
      Duration patience)
      throws TransportException {
    long deadline = System.nanoTime() + patience.toNanos();
    List<TopicPartition> partitions = new ArrayList<>();
    try {
      for (PartitionInfo partition : consumer.partitionsFor(topic, patience)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
    } catch (TimeoutException e) {
      throw new TransportException(failures.unreachable(e), e);
    }
    if (partitions.isEmpty()) {
      throw new TransportException(
          FailureCode.TARGET_MISSING, "there is no topic '" + topic + "'", null);
    }
    Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, left));
    consumer.assign(partitions);
    if (from == Tailable.From.BEGINNING) {
      consumer.seekToBeginning(partitions);
    } else {
      // To the ends just read, not to those of the first poll: what comes in between is new.
      ends.forEach(consumer::seek);
    }
    return ends;
  }

  @Override
  public List<ReceivedMessage> poll(Duration timeout)
      throws TransportException, InterruptedException {
    try {
      List<ReceivedMessage> messages = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
        messages.add(received(record));
      }
      return messages;
    } catch (KafkaException e) {
      throw translated(failures, e, topic);
    }
  }

  @Override
  public boolean caughtUp() {
    // Positions are known after the first poll; until then nothing was handed out. Waiting a moment
    // for them costs no thread anything.
    try {
      return present.entrySet().stream()
          .allMatch(
              end -> consumer.position(end.getKey(), Duration.ofSeconds(1)) >= end.getValue());
    } catch (KafkaException e) {
      return false; // The next poll says why.
    }
  }

  @Override
  public void close() {
    close(consumer);
  }

  /** It has nothing to tell the broker, so nothing to wait for. */
  private static void close(KafkaConsumer<byte[], byte[]> consumer) {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }

  private static ReceivedMessage received(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value() == null ? "" : text(header.value()));
    }
    return new ReceivedMessage(
        record.topic() + "-" + record.partition() + "@" + record.offset(),
        record.key() == null ? null : text(record.key()),
        record.value(),
        headers,
        time(record));
  }

  private static @Nullable Instant time(ConsumerRecord<byte[], byte[]> record) {
    return record.timestampType() == TimestampType.NO_TIMESTAMP_TYPE
        ? null
        : Instant.ofEpochMilli(record.timestamp());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static TransportException translated(
      KafkaFailures failures, KafkaException exception, String topic) throws InterruptedException {
    if (exception instanceof InterruptException) {
      Thread.interrupted(); // Kafka sets the flag beside its unchecked exception.
      throw new InterruptedException("interrupted while reading from Kafka");
    }
    return new TransportException(failures.reading(exception, topic), exception);
  }
}
