package io.acsexport.kafka;

import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TransportContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What one destination's producer is made with: the operator's settings over safe defaults. Holds
 * secrets in clear; prints keys alone. Immutable.
 */
final class ProducerSettings {

  /**
   * Batches that the engine may have open: enough that the producer's own batches are full and wait
   * while as many requests are on their way as it allows. With four it ran dry between answers.
   */
  static final int PIPELINED_BATCHES = 8;

  private final Map<String, Object> producer;
  private final Map<String, String> consumer;
  private final @Nullable String fixedTopic;
  private final String topicTemplate;
  private final boolean idempotent;
  private final @Nullable NewTopics newTopics;
  private final boolean exactlyOnce;
  private final String positionsTopic;

  private ProducerSettings(
      Map<String, Object> producer,
      Map<String, String> consumer,
      @Nullable String fixedTopic,
      String topicTemplate,
      boolean idempotent,
      @Nullable NewTopics newTopics,
      boolean exactlyOnce,
      String positionsTopic) {
    this.producer = Map.copyOf(producer);
    this.consumer = Map.copyOf(consumer);
    this.fixedTopic = fixedTopic;
    this.topicTemplate = topicTemplate;
    this.idempotent = idempotent;
    this.newTopics = newTopics;
    this.exactlyOnce = exactlyOnce;
    this.positionsTopic = positionsTopic;
  }

  /**
   * Reads, completes and validates a destination's settings, and tells the operator what was
   * changed. No network I/O.
   *
   * @throws SettingException with every problem found
   */
  static ProducerSettings resolve(TransportContext context) throws SettingException {
    Settings settings = context.settings();
    List<SettingProblem> problems = new ArrayList<>();
    WrittenSettings written = WrittenSettings.read(settings, problems);
    ProducerDefaults defaults = new ProducerDefaults(context, written, problems);
    Map<String, String> chosen = defaults.apply();
    String fixedTopic = written.topicInPlaceOfDefault(settings);
    String template =
        fixedTopic == null ? settings.string(KafkaTransportProvider.TOPIC) : fixedTopic;
    TopicNames.checkTemplate(template, fixedTopic != null, problems);
    NewTopics newTopics = NewTopics.read(settings, problems);
    String positionsTopic = settings.string(KafkaTransportProvider.POSITIONS_TOPIC);
    if (!TopicNames.isPossible(positionsTopic)) {
      problems.add(
          new SettingProblem(
              KafkaTransportProvider.POSITIONS_TOPIC,
              "'" + positionsTopic + "' is no topic Kafka can have"));
    }
    if (settings.flag(KafkaTransportProvider.EXACTLY_ONCE) && !defaults.idempotent()) {
      problems.add(
          new SettingProblem(
              KafkaTransportProvider.EXACTLY_ONCE,
              "needs acks=all, enable.idempotence=true and at most 5 requests in flight"));
    }
    if (!problems.isEmpty()) {
      throw new SettingException(problems);
    }
    for (Notice notice : defaults.notices()) {
      context.notice(notice);
    }
    Map<String, Object> producer = new HashMap<>(chosen);
    producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return new ProducerSettings(
        producer,
        settings.nativeProperties(KafkaTransportProvider.CONSUMER).reveal(),
        fixedTopic,
        template,
        defaults.idempotent(),
        newTopics,
        settings.flag(KafkaTransportProvider.EXACTLY_ONCE),
        positionsTopic);
  }

  /** For {@link org.apache.kafka.clients.producer.KafkaProducer}; secrets in clear. */
  Map<String, Object> producer() {
    return producer;
  }

  /** What the operator wrote for the consumer that reads back; secrets in clear. */
  Map<String, String> consumer() {
    return consumer;
  }

  /** One setting of the producer as text, or null where Kafka's default applies. */
  @Nullable String value(String key) {
    Object value = producer.get(key);
    return value == null ? null : value.toString();
  }

  /** The brokers to start from. */
  String bootstrapServers() {
    return String.valueOf(value(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  /** The topic of the stock plugin's file, which counts for every message, or null. */
  @Nullable String fixedTopic() {
    return fixedTopic;
  }

  /** The topic where it is the same for all messages, or null where it depends on the message. */
  @Nullable String onlyTopic() {
    return topicTemplate.indexOf('{') < 0 ? topicTemplate : null;
  }

  /** Whether the broker drops repeats and keeps the order of what the producer sends. */
  boolean idempotent() {
    return idempotent;
  }

  /** Whether messages and position are committed together. */
  boolean exactlyOnce() {
    return exactlyOnce;
  }

  /** The topic under which positions are stored. */
  String positionsTopic() {
    return positionsTopic;
  }

  /** The producer's settings for transactions under this id. Secrets in clear. */
  Map<String, Object> transactional(String id) {
    Map<String, Object> transactional = new HashMap<>(producer);
    transactional.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    return transactional;
  }

  /** How missing topics are created, or null where they are not. */
  @Nullable NewTopics newTopics() {
    return newTopics;
  }

  /** See {@link io.acsexport.transport.Transport#maxInFlight}. */
  int maxInFlight() {
    return idempotent ? PIPELINED_BATCHES : 1;
  }

  /** Whether Kafka's own rule from key to partition applies. */
  boolean usesDefaultPartitioner() {
    return value(ProducerConfig.PARTITIONER_CLASS_CONFIG) == null
        && !Boolean.parseBoolean(value(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG));
  }

  @Override
  public String toString() {
    return "ProducerSettings" + producer.keySet();
  }
}
