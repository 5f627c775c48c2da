package io.acsexport.kafka;

import io.acsexport.transport.NativeProperties;
import io.acsexport.transport.Secret;
import io.acsexport.transport.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings of the Kafka transport as the engine would hand them over. */
final class FakeSettings implements Settings {

  private @Nullable String topic;
  private @Nullable Path file;
  private boolean exactlyOnce;
  private @Nullable FakeSettings createTopics;
  private final Map<String, Integer> numbers = new TreeMap<>();
  private final Map<String, String> producer = new TreeMap<>();
  private final Map<String, String> consumer = new TreeMap<>();

  FakeSettings topic(String template) {
    topic = template;
    return this;
  }

  FakeSettings exactlyOnce() {
    exactlyOnce = true;
    return this;
  }

  FakeSettings propertiesFile(Path path) {
    file = path;
    return this;
  }

  FakeSettings producer(String key, String value) {
    producer.put(key, value);
    return this;
  }

  /** What was written of the producer's settings under a key. */
  String producer(String key) {
    return Objects.requireNonNull(producer.get(key));
  }

  /** Writes the block {@code create-topics} with these numbers. */
  FakeSettings createTopics(Map<String, Integer> block) {
    createTopics = new FakeSettings();
    createTopics.numbers.putAll(block);
    return this;
  }

  FakeSettings consumer(String key, String value) {
    consumer.put(key, value);
    return this;
  }

  @Override
  public boolean has(String key) {
    return key.equals("topic") || isExplicit(key);
  }

  @Override
  public boolean isExplicit(String key) {
    return switch (key) {
      case "topic" -> topic != null;
      case "properties-file" -> file != null;
      case "producer" -> !producer.isEmpty();
      case "consumer" -> !consumer.isEmpty();
      case "create-topics" -> createTopics != null;
      case "partitions", "replication-factor" -> numbers.containsKey(key);
      default -> throw new IllegalArgumentException(key);
    };
  }

  @Override
  public String string(String key) {
    if (key.equals("positions-topic")) {
      return "acs-export-positions";
    }
    if (!key.equals("topic")) {
      throw new IllegalArgumentException(key);
    }
    return topic == null ? "cloudstack" : topic;
  }

  @Override
  public Path path(String key) {
    if (!key.equals("properties-file") || file == null) {
      throw new IllegalArgumentException(key);
    }
    return file;
  }

  @Override
  public NativeProperties nativeProperties(String key) {
    return NativeProperties.of(
        switch (key) {
          case "producer" -> producer;
          case "consumer" -> consumer;
          default -> throw new IllegalArgumentException(key);
        });
  }

  @Override
  public @Nullable String origin(String key) {
    return null;
  }

  @Override
  public boolean flag(String key) {
    if (!key.equals("exactly-once")) {
      throw new IllegalArgumentException(key);
    }
    return exactlyOnce;
  }

  @Override
  public int integer(String key) {
    Integer number = numbers.get(key);
    if (number == null) {
      throw new IllegalArgumentException(key);
    }
    return number;
  }

  @Override
  public Duration duration(String key) {
    throw new IllegalArgumentException(key);
  }

  @Override
  public long size(String key) {
    throw new IllegalArgumentException(key);
  }

  @Override
  public Secret secret(String key) {
    throw new IllegalArgumentException(key);
  }

  @Override
  public List<String> strings(String key) {
    throw new IllegalArgumentException(key);
  }

  @Override
  public Settings group(String key) {
    if (!key.equals("create-topics") || createTopics == null) {
      throw new IllegalArgumentException(key);
    }
    return createTopics;
  }

  @Override
  public List<Settings> groups(String key) {
    throw new IllegalArgumentException(key);
  }
}
