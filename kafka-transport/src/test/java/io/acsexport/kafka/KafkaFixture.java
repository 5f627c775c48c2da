package io.acsexport.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.tck.BrokerFixture;
import io.acsexport.transport.tck.Capability;
import io.acsexport.transport.tck.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A Kafka broker for the transport kit; it makes no topic by itself. */
final class KafkaFixture implements BrokerFixture {

  private static final int LARGEST = 2 << 20;

  private final KafkaBroker broker;
  private final Cluster cluster;
  private final boolean exactlyOnce;

  KafkaFixture(Path folder, boolean exactlyOnce) throws IOException {
    this.exactlyOnce = exactlyOnce;
    broker =
        KafkaBroker.prepare(
            KafkaBrokerOptions.in(folder).with("auto.create.topics.enable", "false"));
    cluster = new Cluster(broker);
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public void start() throws Exception {
    broker.start();
  }

  @Override
  public void stop() {
    broker.kill();
  }

  @Override
  public void pause() throws Exception {
    broker.pause();
  }

  @Override
  public void resume() throws Exception {
    broker.resume();
  }

  @Override
  public void close() {
    broker.close();
  }

  @Override
  public Target target(String name) throws Exception {
    create(name);
    return new Topic(name);
  }

  @Override
  public Map<String, ?> settingsWith(String secret) {
    return settings(
        Map.of(
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"acs\""
                + (" password=\"" + secret + "\";"),
            "ssl.truststore.password",
            secret),
        "secret");
  }

  @Override
  public List<Unusable> unusableSettings() {
    return List.of(
        new Unusable(Map.of("topic", "t"), Set.of("producer.bootstrap.servers")),
        new Unusable(
            settings(Map.of("acks", "some", "linger.ms", "soon"), "t"),
            exactlyOnce
                ? Set.of("producer.acks", "producer.linger.ms", "exactly-once")
                : Set.of("producer.acks", "producer.linger.ms")));
  }

  @Override
  public Duration sendTimeout() {
    // Transactions begin anew with several round trips, to a broker that has just come back.
    return exactlyOnce ? Duration.ofSeconds(6) : Duration.ofMillis(2_500);
  }

  private Map<String, ?> settings(Map<String, String> more, String topic) {
    Map<String, String> producer = new LinkedHashMap<>(more);
    producer.put("bootstrap.servers", broker.bootstrapServers());
    return Map.of("topic", topic, "producer", producer, "exactly-once", exactlyOnce);
  }

  private void create(String topic) throws Exception {
    cluster.createTopic(topic, 3, Map.of("max.message.bytes", Integer.toString(LARGEST)));
  }

  private List<ReceivedMessage> read(String topic) {
    return cluster.read(topic).stream().map(KafkaFixture::received).toList();
  }

  private static ReceivedMessage received(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    record
        .headers()
        .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
    byte @Nullable [] key = record.key();
    return new ReceivedMessage(
        record.topic() + "-" + record.partition() + "@" + record.offset(),
        key == null ? null : new String(key, UTF_8),
        record.value(),
        headers,
        Instant.ofEpochMilli(record.timestamp()));
  }

  /** A topic of three partitions. */
  private final class Topic implements Target {

    private final String name;

    Topic(String name) {
      this.name = name;
    }

    @Override
    public Map<String, ?> settings() {
      return KafkaFixture.this.settings(Map.of(), name);
    }

    @Override
    public Map<String, String> route() {
      return Map.of("topic", name);
    }

    @Override
    public List<ReceivedMessage> arrived() {
      return read(name);
    }

    @Override
    public int tooLarge() {
      return LARGEST + 1;
    }

    @Override
    public Missing missing() {
      String other = name + "-missing";
      return new Missing() {
        @Override
        public Map<String, String> route() {
          return Map.of("topic", other);
        }

        @Override
        public void create() throws Exception {
          KafkaFixture.this.create(other);
        }

        @Override
        public List<ReceivedMessage> arrived() {
          return read(other);
        }
      };
    }
  }
}
