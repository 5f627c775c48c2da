package io.acsexport.cli.migration;

import io.acsexport.core.config.SensitiveValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a destination of the properties of CloudStack's Kafka bus. That one takes {@code topic} for
 * itself and hands all else to the producer of kafka-clients 2.7.
 */
final class KafkaImport {

  private static final String TOPIC = "topic";
  private static final String DEFAULT_TOPIC = "cloudstack";
  private static final String SERVERS = "bootstrap.servers";
  private static final String ACKS = "acks";
  private static final String IN_FLIGHT = "max.in.flight.requests.per.connection";
  private static final int MOST_IN_FLIGHT = 5;

  /** Removed from newer clients, which do the same where no class is named. */
  private static final String DEFAULT_PARTITIONER =
      "org.apache.kafka.clients.producer.internals.DefaultPartitioner";

  private static final String UNIFORM_PARTITIONER =
      "org.apache.kafka.clients.producer.UniformStickyPartitioner";

  /** Keys that name classes, which the exporter looks for elsewhere than CloudStack. */
  private static final Set<String> CLASS_KEYS =
      Set.of(
          "interceptor.classes",
          "metric.reporters",
          "partitioner.class",
          "sasl.client.callback.handler.class",
          "sasl.login.callback.handler.class",
          "sasl.login.class",
          "security.providers",
          "ssl.engine.factory.class");

  private static final Set<String> ABSOLUTE_PATHS =
      Set.of("ssl.keystore.location", "ssl.truststore.location");

  private final DestinationBlock block;
  private final String file;
  private final Map<String, String> values;

  private KafkaImport(DestinationBlock block, StockProperties properties) {
    this.block = block;
    this.file = String.valueOf(properties.file().getFileName());
    this.values = new TreeMap<>(properties.values());
  }

  /** Writes the settings into an open block. */
  static void write(DestinationBlock block, StockProperties properties) {
    new KafkaImport(block, properties).write();
  }

  private void write() {
    block.plain("transport", "kafka");
    block.open("settings");
    topic();
    block.open("producer");
    if (values.getOrDefault(SERVERS, "").isEmpty()) {
      block.impossible(file + " has no " + SERVERS + ": name the brokers here.");
    }
    if (!values.containsKey(ACKS)) {
      block.comment(
          "acks was not set: the stock bus counted an event as sent once one broker had it"
              + " (acks=1); here all in-sync copies must (acks=all).");
    }
    values.forEach(this::setting);
    block.close();
    block.close();
  }

  private void topic() {
    String topic = values.remove(TOPIC);
    String obstacle = topic == null ? null : DestinationBlock.obstacle(topic);
    if (topic == null || topic.isEmpty()) {
      block.comment("No topic was set; this is the default of the stock bus.");
      block.text(TOPIC, DEFAULT_TOPIC);
    } else if (obstacle != null) {
      block.unknown(TOPIC, TOPIC + " in " + file, obstacle);
    } else {
      block.text(TOPIC, DestinationBlock.literal(topic));
    }
  }

  private void setting(String key, String value) {
    String obstacle = DestinationBlock.obstacle(value);
    // Kafka itself fills in placeholders where it is told how.
    boolean filledByKafka = values.containsKey("config.providers") && value.contains("${");
    if (value.isEmpty()) {
      block.comment(key + " was empty and is left out.");
    } else if (obstacle == null || filledByKafka) {
      known(key, value);
    } else if (SensitiveValues.isSecretKey(key)) {
      block.unknownSecret(DestinationBlock.quoted(key), key, key + " in " + file, obstacle);
    } else {
      block.unknown(DestinationBlock.quoted(key), key + " in " + file, obstacle);
    }
  }

  private void known(String key, String value) {
    switch (key) {
      case "key.serializer", "value.serializer" -> serializer(key, value);
      case "retries", "delivery.timeout.ms" ->
          block.comment(
              key
                  + "="
                  + value
                  + " is left out: events wait on disk and are tried until they are delivered.");
      case "max.block.ms" ->
          block.comment(
              key
                  + "="
                  + value
                  + " is left out: no thread of CloudStack waits for a broker any more.");
      case "transactional.id" ->
          block.comment(key + " is left out: transactions are not used, nor did the stock bus.");
      case "partitioner.class" -> partitioner(key, value);
      default -> {
        remark(key, value);
        if (SensitiveValues.isSecretKey(key)) {
          block.secret(DestinationBlock.quoted(key), key, value);
        } else {
          block.clientKey(key, value);
        }
      }
    }
  }

  private void serializer(String key, String value) {
    if (value.endsWith(".StringSerializer")) {
      block.comment(key + " is left out: text is sent as UTF-8, the same bytes.");
    } else {
      block.impossible(
          key
              + "="
              + value
              + " in "
              + file
              + " makes other bytes of an event, and there is none like it here: look whether your"
              + " consumers depend on it.");
    }
  }

  private void partitioner(String key, String value) {
    if (value.equals(DEFAULT_PARTITIONER)) {
      block.comment(
          key + " is left out: it was Kafka's default, which newer clients have built in.");
    } else if (value.equals(UNIFORM_PARTITIONER)) {
      block.comment(
          "In place of "
              + value
              + ", which newer clients no longer have. Events of one resource have no order with"
              + " it; without this line they have.");
      block.clientKey("partitioner.ignore.keys", "true");
    } else {
      remark(key, value);
      block.clientKey(key, value);
    }
  }

  /** What the operator should know about a setting that is kept. */
  private void remark(String key, String value) {
    switch (key) {
      case ACKS -> {
        if (!List.of("all", "-1").contains(value)) {
          block.comment(
              "Kept, but events count as delivered before their copies exist. Better: acks = all.");
        }
      }
      case "enable.idempotence" -> {
        if (!Boolean.parseBoolean(value)) {
          block.comment("Kept, but failures repeat more events than need be, and it is slower.");
        }
      }
      case IN_FLIGHT -> {
        if (value.length() > 1 || value.compareTo(Integer.toString(MOST_IN_FLIGHT)) > 0) {
          block.comment(
              "Kept, but with more than " + MOST_IN_FLIGHT + " a failure can break the order.");
        }
      }
      case SERVERS -> {
        if (!value.contains(",")) {
          block.comment("While this broker is down no new connection can be made: name several.");
        }
      }
      case "compression.type" -> {
        if (value.equals("snappy") || value.equals("zstd")) {
          block.comment(
              "lz4 takes its place unless the jar of "
                  + value
                  + " lies in /usr/share/acs-export/transports/kafka/ext.");
        }
      }
      default -> {
        if (CLASS_KEYS.contains(key)) {
          block.comment(
              "A jar with this class must lie in /usr/share/acs-export/transports/kafka/ext,"
                  + " unless Kafka's client brings it: CloudStack's own class path is not seen.");
        } else if (ABSOLUTE_PATHS.contains(key) && !Path.of(value).isAbsolute()) {
          block.comment("Write the whole path: this one depends on the folder of the process.");
        }
      }
    }
  }
}
