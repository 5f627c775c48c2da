package io.acsexport.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.ImpliedSetting;
import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.tck.FakeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerSettingsTest {

  private static final String UNLIMITED = Integer.toString(Integer.MAX_VALUE);

  @TempDir Path folder;

  private final FakeContext context = new FakeContext(new FakeSettings());

  @AfterEach
  void stopTheTimer() {
    context.close();
  }

  @Test
  void defaultsAreSafeBoundedAndQuiet() throws SettingException {
    ProducerSettings settings = resolve(servers());

    assertThat(settings.producer())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("bootstrap.servers", "kafka1:9092"),
                Map.entry("acks", "all"),
                Map.entry("enable.idempotence", "true"),
                Map.entry("retries", UNLIMITED),
                Map.entry("delivery.timeout.ms", UNLIMITED),
                Map.entry("max.block.ms", "10000"),
                Map.entry("buffer.memory", Integer.toString(16 << 20)),
                Map.entry("max.request.size", Integer.toString((1 << 20) + (64 << 10))),
                Map.entry("batch.size", "65536"),
                Map.entry("linger.ms", "1"),
                Map.entry("compression.type", "lz4"),
                Map.entry("client.id", "acs-export-ms1-main"),
                Map.entry("key.serializer", ByteArraySerializer.class),
                Map.entry("value.serializer", ByteArraySerializer.class)));
    assertThat(settings.maxInFlight()).isEqualTo(ProducerSettings.PIPELINED_BATCHES);
    assertThat(settings.fixedTopic()).isNull();
    assertThat(settings.onlyTopic()).isEqualTo("cloudstack");
    assertThat(context.notices()).isEmpty();
  }

  @Test
  void whatTheOperatorWroteCounts() throws SettingException {
    ProducerSettings settings =
        resolve(
            servers()
                .topic("acs.{type}")
                .producer("client.id", "mine")
                .producer("buffer.memory", "33554432")
                .producer("max.request.size", "5000000")
                .producer("max.block.ms", "4000")
                .producer("batch.size", "1000")
                .producer("linger.ms", "20")
                .producer("compression.type", "gzip")
                .producer("security.protocol", "SSL"));

    assertThat(settings.producer())
        .containsEntry("client.id", "mine")
        .containsEntry("buffer.memory", "33554432")
        .containsEntry("max.request.size", "5000000")
        .containsEntry("max.block.ms", "4000")
        .containsEntry("batch.size", "1000")
        .containsEntry("linger.ms", "20")
        .containsEntry("compression.type", "gzip")
        .containsEntry("security.protocol", "SSL");
    assertThat(settings.onlyTopic()).isNull();
    assertThat(context.notices()).isEmpty();
  }

  /** CloudStack loosens what the JVM allows, so that must not be what counts. */
  @Test
  void encryptionIsOfOurVersionsWhateverTheJvmAllowsAndTheHostNameIsChecked() throws Exception {
    ProducerSettings settings = resolve(servers().producer("security.protocol", "SSL"));

    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      ProducerConfig config = new ProducerConfig(settings.producer());
      factory.configure(config.values());
      SSLEngine engine =
          factory.createClientSslEngine(
              "kafka1",
              9092,
              config.getString(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG));

      assertThat(engine.getSupportedProtocols()).contains("TLSv1", "TLSv1.1");
      assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
      assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
          .isEqualToIgnoringCase("https");
    }
  }

  @Test
  void retriesAndDeliveryTimeoutAreRaisedWithOneLine() throws SettingException {
    ProducerSettings settings =
        resolve(servers().producer("retries", "1").producer("delivery.timeout.ms", "60000"));

    assertThat(settings.value("retries")).isEqualTo(UNLIMITED);
    assertThat(settings.value("delivery.timeout.ms")).isEqualTo(UNLIMITED);
    assertThat(context.notices()).hasSize(1);
    Notice notice = context.notices().get(0);
    assertThat(notice.level()).isEqualTo(Notice.Level.INFO);
    assertThat(notice.message()).startsWith("retries=1 and delivery.timeout.ms=60000 are raised");
  }

  @Test
  void aLongMaxBlockIsLoweredBelowTheSendTimeout() throws SettingException {
    assertThat(resolve(servers().producer("max.block.ms", "60000")).value("max.block.ms"))
        .isEqualTo("10000");
    assertThat(context.notices()).extracting(Notice::level).containsExactly(Notice.Level.INFO);

    FakeSettings written = servers().producer("max.block.ms", "60000");
    try (FakeContext hasty = new FakeContext(written, Duration.ofSeconds(3))) {
      assertThat(ProducerSettings.resolve(hasty).value("max.block.ms")).isEqualTo("1000");
    }
  }

  @Test
  void weakAcksGiveUpIdempotenceAndPipeliningWithAWarning() throws SettingException {
    for (String acks : List.of("0", "1")) {
      context.notices().clear();
      ProducerSettings settings = resolve(servers().producer("acks", acks));

      assertThat(settings.value("acks")).isEqualTo(acks);
      assertThat(settings.value("enable.idempotence")).isEqualTo("false");
      assertThat(settings.value("max.in.flight.requests.per.connection")).isEqualTo("1");
      assertThat(settings.maxInFlight()).isEqualTo(1);
      assertThat(warnings()).singleElement().asString().contains("acks=" + acks, "lose events");
    }
  }

  @Test
  void acksOfMinusOneIsAll() throws SettingException {
    assertThat(resolve(servers().producer("acks", "-1")).maxInFlight())
        .isEqualTo(ProducerSettings.PIPELINED_BATCHES);
    assertThat(context.notices()).isEmpty();
  }

  @Test
  void withoutIdempotenceEventsMayRepeatButKeepTheirOrder() throws SettingException {
    ProducerSettings settings = resolve(servers().producer("enable.idempotence", "false"));

    assertThat(settings.maxInFlight()).isEqualTo(1);
    assertThat(settings.value("max.in.flight.requests.per.connection")).isEqualTo("1");
    assertThat(warnings()).singleElement().asString().contains("repeat").doesNotContain("order");
  }

  @Test
  void moreThanFiveInFlightMayBreakTheOrder() throws SettingException {
    ProducerSettings settings =
        resolve(servers().producer("max.in.flight.requests.per.connection", "6"));

    assertThat(settings.maxInFlight()).isEqualTo(1);
    assertThat(settings.value("enable.idempotence")).isEqualTo("false");
    assertThat(warnings()).singleElement().asString().contains("repeat", "order");
  }

  @Test
  void aContradictionIsAnErrorInKafkasWords() {
    assertThat(problems(servers().producer("enable.idempotence", "true").producer("acks", "1")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("acks"));
  }

  @Test
  void serializersOfTextAreIgnoredAndOthersRefused() throws SettingException {
    String text = "org.apache.kafka.common.serialization.StringSerializer";
    ProducerSettings settings =
        resolve(servers().producer("key.serializer", text).producer("value.serializer", text));
    assertThat(settings.producer()).containsEntry("key.serializer", ByteArraySerializer.class);
    assertThat(context.notices())
        .extracting(Notice::level)
        .containsExactly(Notice.Level.INFO, Notice.Level.INFO);

    assertThat(problems(servers().producer("value.serializer", "com.acme.AvroSerializer")))
        .extracting(SettingProblem::key)
        .containsExactly("producer.value.serializer");
  }

  @Test
  void aMisspeltKeyIsPassedOnWithAHint() throws SettingException {
    ProducerSettings settings = resolve(servers().producer("linger.mss", "7"));

    assertThat(settings.value("linger.mss")).isEqualTo("7");
    assertThat(context.notices().get(0).subject()).isEqualTo("producer.linger.mss");
    assertThat(context.notices().get(0).remedy()).isEqualTo("Did you mean linger.ms?");
  }

  @Test
  void aCodecThatIsNotShippedIsReplaced() throws SettingException {
    assertThat(resolve(servers().producer("compression.type", "snappy")).value("compression.type"))
        .isEqualTo("lz4");
    assertThat(warnings()).singleElement().asString().contains("snappy");
  }

  @Test
  void aRequestSizeBelowTheLongestEventIsWarnedAbout() throws SettingException {
    resolve(servers().producer("max.request.size", "1000"));
    assertThat(warnings()).singleElement().asString().contains("dead letters");
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThat(
            problems(
                new FakeSettings()
                    .topic("a b")
                    .producer("bootstrap.servers", "kafka1:9092")
                    .producer("acks", "most")
                    .producer("linger.ms", "-5")
                    .producer("transactional.id", "t")
                    .producer("topic", "cs")))
        .extracting(SettingProblem::key)
        .containsExactlyInAnyOrder(
            "producer.acks",
            "producer.linger.ms",
            "producer.transactional.id",
            "producer.topic",
            "topic");
  }

  @Test
  void withoutServersThereIsNoDestination() {
    assertThat(problems(new FakeSettings()))
        .extracting(SettingProblem::key)
        .containsExactly("producer.bootstrap.servers");
  }

  @Test
  void theStockFileIsReadWithItsTopicAndTheBlockWinsOverIt() throws Exception {
    Path file = file("bootstrap.servers=kafka1:9092", "acks=all", "topic=cs ", "retries=1");

    ProducerSettings settings =
        resolve(new FakeSettings().propertiesFile(file).producer("linger.ms", "3"));

    assertThat(settings.fixedTopic()).isEqualTo("cs");
    assertThat(settings.onlyTopic()).isEqualTo("cs");
    assertThat(settings.value("bootstrap.servers")).isEqualTo("kafka1:9092");
    assertThat(settings.value("linger.ms")).isEqualTo("3");
    assertThat(settings.value("retries")).isEqualTo(UNLIMITED);
    assertThat(settings.producer()).doesNotContainKeys("topic", "compression.type");
    assertThat(context.notices()).extracting(Notice::subject).containsExactly("properties-file");

    ProducerSettings overridden =
        resolve(
            new FakeSettings()
                .propertiesFile(file)
                .topic("mine")
                .producer("bootstrap.servers", "kafka2:9092"));
    assertThat(overridden.fixedTopic()).isNull();
    assertThat(overridden.onlyTopic()).isEqualTo("mine");
    assertThat(overridden.bootstrapServers()).isEqualTo("kafka2:9092");
  }

  @Test
  void aStockFileWithoutATopicWritesToTheStockTopic() throws Exception {
    ProducerSettings settings =
        resolve(new FakeSettings().propertiesFile(file("bootstrap.servers=kafka1:9092")));

    assertThat(settings.fixedTopic()).isNull();
    assertThat(settings.onlyTopic()).isEqualTo("cloudstack");
  }

  @Test
  void theTopicThatCountsIsToldWithoutATransport() throws Exception {
    KafkaTransportProvider provider = new KafkaTransportProvider();
    FakeSettings settings = new FakeSettings().propertiesFile(file("topic=cs"));

    assertThat(provider.implied(settings))
        .isEqualTo(Map.of("topic", new ImpliedSetting("cs", "properties-file")));
    assertThat(provider.implied(settings.topic("mine"))).isEmpty();
    assertThat(provider.implied(new FakeSettings().propertiesFile(file("acks=all")))).isEmpty();
    assertThat(provider.implied(new FakeSettings())).isEmpty();
    assertThatThrownBy(
            () -> provider.implied(new FakeSettings().propertiesFile(folder.resolve("absent"))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("absent does not exist");
  }

  @Test
  void problemsOfTheFileNameTheFile() throws Exception {
    assertThat(problems(new FakeSettings().propertiesFile(folder.resolve("absent"))))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).endsWith("absent does not exist"));
    assertThat(
            problems(
                new FakeSettings()
                    .propertiesFile(file("bootstrap.servers=k:1", "acks=most", "topic=a/b"))))
        .extracting(SettingProblem::key)
        .containsOnly("properties-file")
        .hasSize(2);
  }

  @Test
  void secretsAreInNoTextThatIsShown() throws Exception {
    String jaas =
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"acs\""
            + " password=\"s3cret\";";
    FakeSettings settings =
        servers()
            .producer("sasl.jaas.config", jaas)
            .producer("ssl.keystore.password", "s3cret")
            .producer("my.plugin.password", "s3cret");
    ProducerSettings resolved = resolve(settings);

    assertThat(resolved.toString()).contains("sasl.jaas.config").doesNotContain("s3cret");
    assertThat(WrittenSettings.read(settings, List.of()).toString()).doesNotContain("s3cret");
    assertThat(context.notices().toString()).doesNotContain("s3cret");
    assertThat(Principal.of(resolved)).isEqualTo("user 'acs'");
    assertThatThrownBy(() -> resolve(settings.producer("acks", "most")))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void otherClientsGetConnectionAndSecurityAlone() throws SettingException {
    ProducerSettings settings =
        resolve(
            servers()
                .producer("security.protocol", "SASL_SSL")
                .producer("sasl.mechanism", "PLAIN")
                .producer("ssl.truststore.type", "PEM")
                .producer("linger.ms", "3")
                .consumer("isolation.level", "read_uncommitted")
                .consumer("group.id", "g"));

    Map<String, Object> consumer = ClientSettings.consumer(settings);
    assertThat(consumer)
        .containsEntry("bootstrap.servers", "kafka1:9092")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("isolation.level", "read_uncommitted")
        .containsEntry("client.id", "acs-export-ms1-main-tail")
        .doesNotContainKeys("group.id");
    assertThat(ConsumerConfig.configNames()).containsAll(consumer.keySet());
    Map<String, Object> admin = ClientSettings.admin(settings, "check", Duration.ofSeconds(5));
    assertThat(admin).containsEntry("sasl.mechanism", "PLAIN").doesNotContainKey("linger.ms");
    assertThat(AdminClientConfig.configNames()).containsAll(admin.keySet());
  }

  @Test
  void topicsAreCreatedOnlyWhereTheBlockIsThere() throws Exception {
    assertThat(resolve(servers()).newTopics()).isNull();
    assertThat(resolve(servers().createTopics(Map.of())).newTopics())
        .isEqualTo(new NewTopics(Optional.empty(), Optional.empty()));
    assertThat(
            resolve(servers().createTopics(Map.of("partitions", 6, "replication-factor", 3)))
                .newTopics())
        .isEqualTo(new NewTopics(Optional.of(6), Optional.of((short) 3)));
    assertThat(problems(servers().createTopics(Map.of("partitions", 0, "replication-factor", -1))))
        .extracting(SettingProblem::key)
        .containsExactly("create-topics.partitions", "create-topics.replication-factor");
  }

  private static FakeSettings servers() {
    return new FakeSettings().producer("bootstrap.servers", "kafka1:9092");
  }

  private ProducerSettings resolve(FakeSettings settings) throws SettingException {
    try (FakeContext own = new FakeContext(settings)) {
      ProducerSettings resolved = ProducerSettings.resolve(own);
      own.notices().forEach(context::notice);
      return resolved;
    }
  }

  private List<SettingProblem> problems(FakeSettings settings) {
    try {
      resolve(settings);
    } catch (SettingException e) {
      return e.problems();
    }
    throw new AssertionError("the settings were accepted");
  }

  private List<String> warnings() {
    return context.notices().stream()
        .filter(notice -> notice.level() == Notice.Level.WARNING)
        .map(Notice::message)
        .toList();
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("kafka.producer.properties"), List.of(lines));
  }
}
