package io.acsexport.testing.bench;

import io.acsexport.testing.CapturedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's producer alone: events come from memory, and what is not sent yet dies with the JVM. */
final class KafkaContender implements Contender {

  /** How it is used. */
  enum Way {
    /** Key and body alone at Kafka's defaults, as CloudStack's own bus does. */
    STOCK,
    /** The records, batching and compression of the exporter's transport. */
    IDEMPOTENT,
    /** The same in transactions as long as the exporter's longest. */
    TRANSACTIONAL
  }

  /** The exporter commits up to twelve batches of 500 at once. */
  static final int TRANSACTION = 6_000;

  private final Way way;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private long sequence = 1L << 40;

  /**
   * Connects.
   *
   * @param maxBlock its {@code max.block.ms}; null for Kafka's default
   */
  KafkaContender(Way way, String servers, String topic, @Nullable String maxBlock) {
    this.way = way;
    this.topic = topic;
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", servers);
    settings.put("key.serializer", ByteArraySerializer.class);
    settings.put("value.serializer", ByteArraySerializer.class);
    if (maxBlock != null) {
      settings.put("max.block.ms", maxBlock);
    }
    if (way != Way.STOCK) {
      settings.put("acks", "all");
      settings.put("enable.idempotence", "true");
      settings.put("batch.size", Integer.toString(64 << 10));
      settings.put("linger.ms", "1");
      settings.put("buffer.memory", Integer.toString(16 << 20));
      settings.put("compression.type", "lz4");
    }
    if (way == Way.TRANSACTIONAL) {
      settings.put("transactional.id", "raw");
    }
    this.producer = new KafkaProducer<>(settings);
    if (way == Way.TRANSACTIONAL) {
      producer.initTransactions();
    }
  }

  @Override
  public Call prepare(CapturedEvent event) {
    ProducerRecord<byte[], byte[]> record = record(event);
    return () -> {
      var unused = producer.send(record);
    };
  }

  @Override
  public void settle() {
    producer.flush();
  }

  @Override
  public void deliver(List<CapturedEvent> events) throws Exception {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    int begun = 0;
    for (CapturedEvent event : events) {
      if (way == Way.TRANSACTIONAL && begun == 0) {
        producer.beginTransaction();
      }
      var unused =
          producer.send(
              record(event),
              (metadata, exception) -> {
                if (exception != null) {
                  failure.set(exception);
                }
              });
      begun++;
      if (way == Way.TRANSACTIONAL && begun == TRANSACTION) {
        producer.commitTransaction();
        begun = 0;
      }
    }
    if (way == Way.TRANSACTIONAL && begun > 0) {
      producer.commitTransaction();
    }
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void close() {
    // The JVM ends.
  }

  private ProducerRecord<byte[], byte[]> record(CapturedEvent event) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, bytes(event.resourceUuid()), bytes(event.description()));
    if (way != Way.STOCK) {
      header(record, "acs-id", event.eventUuid());
      header(record, "acs-category", event.category());
      header(record, "acs-type", event.type());
      header(record, "acs-source", event.source());
      header(record, "acs-resource-type", event.resourceType());
      header(record, "acs-resource-uuid", event.resourceUuid());
      header(record, "acs-accepted", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
      header(record, "acs-node", "ms1");
      header(record, "acs-sequence", Long.toString(++sequence));
    }
    return record;
  }

  private static void header(
      ProducerRecord<byte[], byte[]> record, String name, @Nullable String value) {
    byte[] bytes = bytes(value);
    if (bytes != null) {
      record.headers().add(name, bytes);
    }
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
