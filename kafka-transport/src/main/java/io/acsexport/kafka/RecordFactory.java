package io.acsexport.kafka;

import io.acsexport.transport.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes Kafka's records. Thread-safe. */
final class RecordFactory {

  private static final Logger LOG = LoggerFactory.getLogger(RecordFactory.class);

  /** By it the readers of CloudEvents know their messages. */
  private static final String CONTENT_TYPE = "content-type";

  /** CloudStack's own bodies go without it, as its own Kafka bus sends them. */
  private static final String STOCK_CONTENT_TYPE = "text/plain";

  /** How long to leave the stamping to a broker that refused a time stamp, before trying again. */
  private static final Duration BROKER_TIME = Duration.ofMinutes(10);

  private final @Nullable String fixedTopic;
  private final Clock clock;

  /** Events accepted before this instant get the broker's time. */
  private volatile Instant brokerTimeBefore = Instant.MIN;

  RecordFactory(@Nullable String fixedTopic, Clock clock) {
    this.fixedTopic = fixedTopic;
    this.clock = clock;
  }

  /** Where a message goes. */
  String topic(OutboundMessage message) {
    return fixedTopic == null ? message.route(KafkaTransportProvider.TOPIC) : fixedTopic;
  }

  /** The key in Kafka's form, or null where the message has none. */
  static byte @Nullable [] key(OutboundMessage message) {
    String key = message.key();
    return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The record of a message.
   *
   * @param partition where it goes; null, or with a number below 0, where the producer decides
   */
  ProducerRecord<byte[], byte[]> record(
      OutboundMessage message,
      String topic,
      @Nullable TopicPartition partition,
      byte @Nullable [] key) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            partition == null || partition.partition() < 0 ? null : partition.partition(),
            timestamp(message.acceptedAt()),
            key,
            message.body());
    // Into the record's own: it would copy any that it were given.
    Headers headers = record.headers();
    message
        .headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    if (!message.contentType().equals(STOCK_CONTENT_TYPE)) {
      headers.add(CONTENT_TYPE, message.contentType().getBytes(StandardCharsets.UTF_8));
    }
    return record;
  }

  /**
   * The broker refused a time stamp: the whole backlog goes with the broker's time from now on,
   * since what is old enough to be refused stands at its front. New events get their own again
   * later.
   */
  void timestampRefused(String topic) {
    Instant now = clock.instant();
    if (brokerTimeBefore.isBefore(now)) {
      brokerTimeBefore = now.plus(BROKER_TIME);
      LOG.warn(
          "Topic {} refuses the time stamps of events, too old or in the future; events accepted"
              + " before {} carry the broker's time. Their own is in the header acs-accepted.",
          topic,
          brokerTimeBefore);
    }
  }

  private @Nullable Long timestamp(Instant acceptedAt) {
    long millis = acceptedAt.toEpochMilli();
    return millis < 0 || acceptedAt.isBefore(brokerTimeBefore) ? null : millis;
  }
}
