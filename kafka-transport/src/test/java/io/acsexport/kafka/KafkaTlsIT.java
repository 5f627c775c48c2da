package io.acsexport.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.LoosenedJvm;
import io.acsexport.testing.TcpProxy;
import io.acsexport.testing.TestAuthority;
import io.acsexport.testing.TestAuthority.Identity;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.tck.FakeContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One broker with a listener for each certificate it may have; MUTUAL asks clients for theirs, too.
 * What fails is tried through a proxy, which counts the connections.
 */
@Timeout(60)
class KafkaTlsIT {

  private static final int ATTEMPTS = 3;

  @TempDir static Path folder;
  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static Identity client;
  private static KafkaBroker broker;
  private static Cluster cluster;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void startTheBroker() throws Exception {
    authority = TestAuthority.in(folder.resolve("authority"));
    stranger = TestAuthority.in(folder.resolve("stranger"));
    client = authority.issue("client", "dns:client");
    Identity good = authority.issue("broker", "ip:127.0.0.1");
    KafkaBrokerOptions options =
        KafkaBrokerOptions.in(folder.resolve("broker"))
            .with("auto.create.topics.enable", "false")
            .with("ssl.truststore.type", "PEM")
            .with("ssl.truststore.location", authority.certificate().toString());
    options =
        listener(options, "MUTUAL", good).with("listener.name.mutual.ssl.client.auth", "required");
    options = listener(options, "ELSEWHERE", authority.issue("elsewhere", "dns:elsewhere"));
    options = listener(options, "EXPIRED", authority.issueExpired("expired", "ip:127.0.0.1"));
    options = listener(options, "RENEWED", authority.issueExpired("renewed", "ip:127.0.0.1"));
    broker = KafkaBroker.start(options);
    cluster = new Cluster(broker);
    cluster.createTopic("cs", 1, Map.of());
  }

  private static KafkaBrokerOptions listener(
      KafkaBrokerOptions options, String name, Identity identity) {
    String prefix = "listener.name." + name.toLowerCase(Locale.ROOT) + ".ssl.keystore.";
    return options
        .withListener(name, "SSL")
        .with(prefix + "type", "PEM")
        .with(prefix + "location", identity.both().toString());
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void pemFilesEncryptAndLogIn() throws Exception {
    assertDelivers(transport(withKey(trusting("MUTUAL"), client.both())));
  }

  @Test
  void pkcs12StoresEncryptAndLogIn() throws Exception {
    FakeSettings settings =
        tls(broker.bootstrapServers("MUTUAL"))
            .producer("ssl.truststore.type", "PKCS12")
            .producer("ssl.truststore.location", authority.trustStore().toString())
            .producer("ssl.truststore.password", TestAuthority.PASSWORD);

    assertDelivers(transport(withStore(settings, TestAuthority.PASSWORD)));
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws Exception {
    Failure failure = assertFailsWithoutStorm(trusting("ELSEWHERE"), FailureCode.TLS_FAILED);

    assertThat(failure.detail()).contains("for another host", "127.0.0.1");
    assertThat(failure.remedy()).contains("bootstrap.servers");
  }

  @Test
  void anExpiredCertificateOfTheBrokerIsRefused() throws Exception {
    Failure failure = assertFailsWithoutStorm(trusting("EXPIRED"), FailureCode.TLS_FAILED);

    assertThat(failure.detail()).contains("the broker's certificate is not valid", "NotAfter");
    assertThat(failure.remedy()).contains("Renew the broker's certificate");
  }

  @Test
  void aBrokerOfAnotherAuthorityIsRefused() throws Exception {
    FakeSettings settings = trusting("MUTUAL", stranger);
    Failure failure =
        assertFailsWithoutStorm(withKey(settings, client.both()), FailureCode.TLS_FAILED);

    assertThat(failure.detail()).contains("authority that is not trusted");
    assertThat(failure.remedy()).contains("producer.ssl.truststore.location");
  }

  @Test
  void theBrokerMissesOurCertificate() throws Exception {
    assertRefused(trusting("MUTUAL"));
  }

  @Test
  void theBrokerRefusesOurExpiredCertificate() throws Exception {
    Identity expired = authority.issueExpired("client-expired", "dns:client");

    assertRefused(withKey(trusting("MUTUAL"), expired.both()));
  }

  @Test
  void theBrokerRefusesOurCertificateOfAnotherAuthority() throws Exception {
    Identity foreign = stranger.issue("client", "dns:client");

    assertRefused(withKey(trusting("MUTUAL"), foreign.both()));
  }

  @Test
  void aWrongPasswordOfTheStoreIsNamedAndNotShown() throws Exception {
    Failure failure =
        assertFailsWithoutStorm(withStore(trusting("MUTUAL"), "wr0ng"), FailureCode.CONFIGURATION);

    assertThat(failure.detail()).contains(client.store().toString()).doesNotContain("wr0ng");
    assertThat(failure.remedy()).contains("password");
  }

  @Test
  void oldVersionsOfTlsAreNotSpokenEvenWhereTheJvmAllowsThem() throws Exception {
    String output = LoosenedJvm.run(folder, OutdatedTls.class, folder.resolve("old").toString());

    assertThat(output)
        .contains("A careless client: TLSv1.1")
        .contains("The transport: tls-failed")
        .contains("no version of TLS in common");
  }

  @Test
  void ourRenewedCertificateIsTakenFromItsFileWithoutARestart() throws Exception {
    Path file = folder.resolve("renewable.pem");
    Files.copy(authority.issueExpired("renewable", "dns:client").both(), file);
    KafkaTransport transport = transport(withKey(trusting("MUTUAL"), file));
    Engine engine = new Engine(transport);
    OutboundMessage message = message("ours");
    engine.send(message);
    assertThat(failure(transport).code()).isEqualTo(FailureCode.TLS_FAILED);

    Identity renewed = authority.issue("renewable", "dns:client");
    Files.move(renewed.both(), file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(engine.send(message).outcomes()).containsOnly(Outcome.delivered());
    assertThat(bodies()).containsOnlyOnce("ours");
  }

  @Test
  void theBrokersRenewedCertificateIsAcceptedWithoutARestart() throws Exception {
    KafkaTransport transport = transport(trusting("RENEWED"));
    Engine engine = new Engine(transport);
    OutboundMessage message = message("theirs");
    engine.send(message);
    assertThat(failure(transport).code()).isEqualTo(FailureCode.TLS_FAILED);

    authority.issue("renewed", "ip:127.0.0.1");
    cluster.admin(
        admin -> {
          // To the same files again, which makes the broker read them.
          Map<ConfigResource, java.util.Collection<AlterConfigOp>> change =
              Map.of(
                  new ConfigResource(ConfigResource.Type.BROKER, "1"),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(
                              "listener.name.renewed.ssl.keystore.location",
                              folder.resolve("authority/renewed-both.pem").toString()),
                          AlterConfigOp.OpType.SET)));
          return admin.incrementalAlterConfigs(change).all();
        });

    engine.deliver(List.of(message), 1, Duration.ofSeconds(30));
    assertThat(bodies()).containsOnlyOnce("theirs");
  }

  /** With TLS 1.3 the broker looks at our certificate after the handshake. */
  private void assertRefused(FakeSettings settings) throws Exception {
    Failure failure = assertFailsWithoutStorm(settings, FailureCode.TLS_FAILED);
    assertThat(failure.detail()).contains("does not accept our certificate");
    assertThat(failure.remedy()).contains("producer.ssl.keystore.location");
  }

  /** Every attempt costs the broker a connection at most. */
  private Failure assertFailsWithoutStorm(FakeSettings settings, FailureCode code)
      throws Exception {
    TcpProxy proxy = TcpProxy.start();
    opened.add(proxy);
    proxy.forwardTo(settings.producer("bootstrap.servers"));
    KafkaTransport transport = transport(settings.producer("bootstrap.servers", proxy.address()));
    Engine engine = new Engine(transport);
    OutboundMessage message = message("refused");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      assertThat(engine.send(message).outcomes()).doesNotContain(Outcome.delivered());
    }
    Failure failure = failure(transport);
    assertThat(failure.code()).as(failure.detail()).isEqualTo(code);
    assertThat(proxy.connections()).isLessThanOrEqualTo(ATTEMPTS);
    assertThat(bodies()).doesNotContain("refused");
    return failure;
  }

  private static Failure failure(KafkaTransport transport) {
    return requireNonNull(transport.health().failure());
  }

  private void assertDelivers(KafkaTransport transport) throws Exception {
    OutboundMessage message = message("encrypted");
    assertThat(new Engine(transport).send(message).outcomes()).containsOnly(Outcome.delivered());
    assertThat(bodies()).contains("encrypted");
    assertThat(transport.check(Duration.ofSeconds(20)))
        .extracting(Notice::level)
        .doesNotContain(Notice.Level.ERROR);
  }

  private static List<String> bodies() {
    return cluster.read("cs").stream().map(record -> Cluster.text(record.value())).toList();
  }

  private static OutboundMessage message(String body) {
    return new Messages("cs").message("k", body);
  }

  private static FakeSettings trusting(String listener) {
    return trusting(listener, authority);
  }

  private static FakeSettings trusting(String listener, TestAuthority trusted) {
    return tls(broker.bootstrapServers(listener))
        .producer("ssl.truststore.type", "PEM")
        .producer("ssl.truststore.location", trusted.certificate().toString());
  }

  private static FakeSettings withKey(FakeSettings settings, Path keyAndCertificates) {
    return settings
        .producer("ssl.keystore.type", "PEM")
        .producer("ssl.keystore.location", keyAndCertificates.toString());
  }

  private static FakeSettings withStore(FakeSettings settings, String password) {
    return settings
        .producer("ssl.keystore.type", "PKCS12")
        .producer("ssl.keystore.location", client.store().toString())
        .producer("ssl.keystore.password", password);
  }

  private static FakeSettings tls(String servers) {
    return new FakeSettings()
        .topic("cs")
        .producer("bootstrap.servers", servers)
        .producer("security.protocol", "SSL");
  }

  private KafkaTransport transport(FakeSettings settings) throws Exception {
    FakeContext context = new FakeContext(settings, Duration.ofSeconds(20));
    opened.add(context);
    KafkaTransport transport = (KafkaTransport) new KafkaTransportProvider().create(context);
    opened.add(transport);
    return transport;
  }
}
