package io.acsexport.kafka;

import io.acsexport.transport.ImpliedSetting;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TemplateRules;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The transport {@code kafka}. */
public final class KafkaTransportProvider implements TransportProvider {

  static final String TOPIC = "topic";
  static final String PRODUCER = "producer";
  static final String CONSUMER = "consumer";
  static final String PROPERTIES_FILE = "properties-file";
  static final String EXACTLY_ONCE = "exactly-once";
  static final String POSITIONS_TOPIC = "positions-topic";

  /** Brokers forget positions and idle producers after seven days by default. */
  private static final Duration RENEWAL = Duration.ofDays(1);

  /** The topic to which CloudStack's own Kafka bus writes where nothing else is configured. */
  static final String DEFAULT_TOPIC = "cloudstack";

  private static final SettingSpecs SETTINGS =
      SettingSpecs.of(
          SettingSpec.template(
                  TOPIC,
                  TemplateRules.onlyAllowing("a-zA-Z0-9._-"),
                  "Topic to write to. Where it is absent, the topic in properties-file counts.")
              .byDefault(DEFAULT_TOPIC),
          NewTopics.SPEC,
          SettingSpec.of(
                  EXACTLY_ONCE,
                  SettingType.FLAG,
                  "Whether events and the destination's position are committed in one transaction,"
                      + " so that consumers that read committed messages see no event twice.")
              .byDefault("false"),
          SettingSpec.of(
                  POSITIONS_TOPIC,
                  SettingType.STRING,
                  "With exactly-once: the topic under which positions are stored, as offsets; it"
                      + " holds no message and serves nothing else. Created where it is missing,"
                      + " if that is permitted.")
              .byDefault("acs-export-positions"),
          SettingSpec.of(
              PRODUCER,
              SettingType.NATIVE,
              "Settings of Kafka's producer, each passed on as it is; bootstrap.servers is needed"
                  + " here or in properties-file."),
          SettingSpec.of(
              PROPERTIES_FILE,
              SettingType.PATH,
              "The kafka.producer.properties of CloudStack's own Kafka bus, unchanged; what stands"
                  + " in producer and topic wins over it."),
          SettingSpec.of(
              CONSUMER,
              SettingType.NATIVE,
              "Settings of Kafka's consumer, such as isolation.level; for reading back with"
                  + " 'acs-export tail' only. Connection and security are the producer's."));

  /** Constructed by {@link java.util.ServiceLoader}. */
  public KafkaTransportProvider() {}

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String description() {
    return "Apache Kafka 2.1 and newer, and brokers that speak its protocol.";
  }

  @Override
  public SettingSpecs settings() {
    return SETTINGS;
  }

  @Override
  public Map<String, ImpliedSetting> implied(Settings settings) throws SettingException {
    List<SettingProblem> problems = new ArrayList<>();
    String topic = WrittenSettings.read(settings, problems).topicInPlaceOfDefault(settings);
    if (!problems.isEmpty()) {
      throw new SettingException(problems);
    }
    return topic == null ? Map.of() : Map.of(TOPIC, new ImpliedSetting(topic, PROPERTIES_FILE));
  }

  @Override
  public Transport create(TransportContext context) throws SettingException {
    ConfinedSasl.install();
    ProducerSettings settings = ProducerSettings.resolve(context);
    return settings.exactlyOnce()
        ? new TransactionalTransport(context, settings, RENEWAL)
        : new KafkaTransport(context, settings);
  }
}
