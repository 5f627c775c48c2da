package io.acsexport.example.consumer;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a topic of events until the process is told to end. */
final class KafkaEvents {

  private KafkaEvents() {}

  /** What is done with each event; when it returns, the event is done with. */
  interface Handler {
    void handle(ConsumerRecord<String, String> event) throws IOException;
  }

  /**
   * Hands over every event, at least once, in the order of each partition.
   *
   * @param settings a file with the settings of Kafka's consumer: bootstrap.servers, group.id, …
   */
  static void read(Path settings, String topic, Handler handler) throws IOException {
    Properties properties = new Properties();
    // Defaults: a group that is new begins with what is there.
    properties.put("auto.offset.reset", "earliest");
    try (Reader reader = Files.newBufferedReader(settings)) {
      properties.load(reader);
    }
    // Offsets are committed below, once the work is done, and not by the clock.
    properties.put("enable.auto.commit", "false");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      endCleanly(consumer);
      consumer.subscribe(List.of(topic));
      while (true) {
        ConsumerRecords<String, String> events = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<String, String> event : events) {
          handler.handle(event);
        }
        consumer.commitSync();
      }
    } catch (WakeupException e) {
      // Told to end: the group knows at once, since the consumer is closed.
    }
  }

  /** A header of the event; null where CloudStack gave nothing. */
  static @Nullable String header(ConsumerRecord<String, String> event, String name) {
    Header header = event.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** On SIGTERM or Ctrl-C the poll under way ends, and the JVM waits until all is closed. */
  private static void endCleanly(KafkaConsumer<?, ?> consumer) {
    Thread reading = Thread.currentThread();
    Thread end =
        new Thread(
            () -> {
              consumer.wakeup();
              try {
                reading.join(10_000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "end-cleanly");
    Runtime.getRuntime().addShutdownHook(end);
  }
}
