package io.acsexport.rabbitmq;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.LoosenedJvm;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.TcpProxy;
import io.acsexport.testing.TestAuthority;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.tck.EngineStandIn;
import io.acsexport.transport.tck.FakeContext;
import io.acsexport.transport.tck.FakeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that asks for a client certificate; its own names 127.0.0.1 alone. */
@NeedsRabbit
class RabbitTlsIT {

  @TempDir static Path folder;
  private static RabbitBroker broker;
  private static TestAuthority authority;
  private static TestAuthority.Identity client;

  private Destination destination;

  @BeforeAll
  static void startTheBroker() throws Exception {
    authority = TestAuthority.in(folder.resolve("authority"));
    TestAuthority.Identity server = authority.issue("broker", "ip:127.0.0.1");
    client = authority.issue("client", "dns:client");
    broker =
        RabbitBroker.start(
            RabbitBrokerOptions.in(folder.resolve("broker"))
                .withTls(
                    new RabbitBrokerOptions.Tls(
                        authority.certificate(), server.certificate(), server.key(), true))
                .withPlugin("rabbitmq_auth_mechanism_ssl")
                .with("auth_mechanisms.1", "PLAIN")
                .with("auth_mechanisms.2", "EXTERNAL")
                .with("ssl_cert_login_from", "common_name"));
  }

  @AfterAll
  static void stopTheBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  @BeforeEach
  void openAVirtualHost() throws Exception {
    destination = new Destination(broker);
  }

  @AfterEach
  void closeIt() throws Exception {
    destination.close();
  }

  @Test
  void withAuthorityAndClientCertificateItDelivers() throws Exception {
    RabbitTransport transport = destination.transport(trusting());

    assertThat(send(transport)).isEqualTo(Outcome.delivered());
    assertThat(transport.check(Duration.ofSeconds(20)))
        .anyMatch(notice -> notice.message().contains(", encrypted"))
        .allMatch(notice -> notice.level() == Notice.Level.INFO);
  }

  @Test
  void theUriAsksForTlsByItsScheme() throws Exception {
    FakeSettings settings =
        Destination.unset()
            .with("uri", "amqps://guest:guest@" + broker.tlsAddress() + "/" + destination.vhost())
            .with("tls.ca", authority.certificate())
            .with("tls.certificate", client.certificate())
            .with("tls.key", client.key());

    assertThat(send(destination.transport(settings))).isEqualTo(Outcome.delivered());
  }

  @Test
  void theCertificateLogsInWithoutPassword() throws Exception {
    FakeSettings settings = trusting().with("sasl-mechanism", "EXTERNAL");

    Outcome stranger = send(destination.transport(settings));
    assertThat(stranger)
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> {
              assertThat(retry.failure().code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
              assertThat(retry.failure().detail()).contains("the user of tls.certificate");
              assertThat(retry.failure().remedy()).contains("ssl_cert_login_from");
            });

    broker.admin().addUser("client", UUID.randomUUID().toString());
    broker.admin().setPermissions("client", destination.vhost(), ".*", ".*", ".*");
    assertThat(send(destination.transport(settings))).isEqualTo(Outcome.delivered());
    assertThat(
            broker
                .admin()
                .evaluate(
                    "[U || {user, U} <- lists:append([rabbit_networking:connection_info(C, [user]) || C <- rabbit_networking:connections()])]"))
        .contains("<<\"client\">>");
  }

  @Test
  void onlyTheProtocolsNamedAreSpoken() throws Exception {
    RabbitTransport transport =
        destination.transport(trusting().with("tls.protocols", List.of("TLSv1.2")));

    assertThat(send(transport)).isEqualTo(Outcome.delivered());
  }

  @Test
  void anUnknownAuthorityIsNotTrusted() throws Exception {
    FakeSettings settings = tls();

    assertTlsFailed(settings, "unable to find valid certification path");
  }

  @Test
  void anotherHostNameIsNotAcceptedUnlessTheOperatorSaysSo() throws Exception {
    String other = broker.tlsAddress().replace("127.0.0.1", "localhost");
    FakeSettings settings = trusting().with("addresses", other);

    assertTlsFailed(settings, "No name matching localhost found");

    FakeContext context =
        destination.context(
            trusting().with("addresses", other).with("tls.verify-host-name", false),
            Duration.ofSeconds(30));
    assertThat(send(destination.transport(context))).isEqualTo(Outcome.delivered());
    assertThat(context.notices())
        .extracting(Notice::subject)
        .containsExactly("tls.verify-host-name");
  }

  @Test
  void aBrokerThatMissesOurCertificateRefusesUs() throws Exception {
    // With TLS 1.3 the broker looks after the handshake: that it hung up may be seen before why.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertTlsFailed(tls().with("tls.ca", authority.certificate()), "alert"));
  }

  @Test
  void pkcs12StoresEncryptAndLogIn() throws Exception {
    FakeSettings settings =
        tls()
            .with("tls.truststore", authority.trustStore())
            .with("tls.truststore-password", TestAuthority.PASSWORD)
            .with("tls.keystore", client.store())
            .with("tls.keystore-password", TestAuthority.PASSWORD);

    assertThat(send(destination.transport(settings))).isEqualTo(Outcome.delivered());
  }

  @Test
  void aWrongPasswordOfTheStoreIsNamedAndNotShown() throws Exception {
    FakeSettings settings =
        trusting().with("tls.keystore", client.store()).with("tls.keystore-password", "wr0ng");

    assertThatThrownBy(() -> destination.transport(settings))
        .hasMessageContaining("tls.keystore: " + client.store())
        .hasMessageContaining("is keystore-password right?")
        .hasMessageContaining("in place of certificate")
        .hasMessageNotContaining("wr0ng");
  }

  @Test
  void ourExpiredCertificateAndOneOfAnotherAuthorityAreRefused() throws Exception {
    TestAuthority.Identity expired = authority.issueExpired("client-expired", "dns:client");
    TestAuthority.Identity foreign =
        TestAuthority.in(folder.resolve("stranger")).issue("client", "dns:client");

    for (TestAuthority.Identity shown : List.of(expired, foreign)) {
      FakeSettings settings =
          trusting().with("tls.certificate", shown.certificate()).with("tls.key", shown.key());
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertTlsFailed(settings, "the broker does not accept our certificate"));
    }
  }

  @Test
  void anExpiredCertificateOfTheBrokerIsWaitedOutWithoutAStormAndNothingIsLost() throws Exception {
    TcpProxy proxy = destination.closing(TcpProxy.start().forwardTo(broker.tlsAddress()));
    RabbitTransport transport =
        destination.transport(trusting().with("addresses", proxy.address()));
    EngineStandIn engine = destination.engine(transport);
    destination.queue("all", "#");
    Messages messages = new Messages(Destination.EXCHANGE);
    assertThat(engine.send(messages.message(null, "k", "1")).outcomes())
        .containsOnly(Outcome.delivered());

    OutboundMessage second = messages.message(null, "k", "2");
    try {
      authority.issueExpired("broker", "ip:127.0.0.1");
      brokerReadsItsCertificateAgain();
      int before = proxy.connections();
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThat(engine.send(second).outcomes()).doesNotContain(Outcome.delivered());
      }
      assertThat(proxy.connections() - before).isLessThanOrEqualTo(3);
      Failure failure = requireNonNull(transport.health().failure());
      assertThat(failure.code()).as(failure.detail()).isEqualTo(FailureCode.TLS_FAILED);
      assertThat(failure.detail()).contains("the broker's certificate is not valid", "NotAfter");
      assertThat(failure.remedy()).contains("Renew the broker's certificate");
    } finally {
      authority.issue("broker", "ip:127.0.0.1");
      brokerReadsItsCertificateAgain();
    }

    engine.deliver(List.of(second), 1, Duration.ofSeconds(30));
    assertThat(broker.admin().messages(destination.vhost(), "all")).isEqualTo(2);
  }

  private static void brokerReadsItsCertificateAgain() throws Exception {
    broker.admin().readCertificatesAgain();
    await().until(() -> broker.admin().connections() == 0);
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
  void aPortThatDoesNotSpeakTlsIsNamed() throws Exception {
    Failure failure = assertTlsFailed(trusting().with("addresses", broker.address()), "TLS");
    assertThat(failure.remedy()).contains("5671");
  }

  private FakeSettings tls() throws Exception {
    return destination.settings().with("addresses", broker.tlsAddress()).with("tls.enabled", true);
  }

  private FakeSettings trusting() throws Exception {
    return tls()
        .with("tls.ca", authority.certificate())
        .with("tls.certificate", client.certificate())
        .with("tls.key", client.key());
  }

  private Failure assertTlsFailed(FakeSettings settings, String why) throws Exception {
    Outcome outcome = send(destination.transport(settings));
    assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    Failure failure = ((Outcome.Retry) outcome).failure();
    assertThat(failure.code()).as(failure.detail()).isEqualTo(FailureCode.TLS_FAILED);
    assertThat(failure.detail()).contains(why);
    return failure;
  }

  private Outcome send(RabbitTransport transport) throws Exception {
    return destination
        .engine(transport)
        .send(new Messages(Destination.EXCHANGE).message(null, "k", "x"))
        .outcomes()
        .get(0);
  }
}
