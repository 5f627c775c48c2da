package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Notice;
import io.acsexport.transport.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  private static Certificates certificates;

  private Destination destination;

  @BeforeAll
  static void startTheBroker() throws Exception {
    certificates = Certificates.make(folder);
    broker =
        RabbitBroker.start(
            RabbitBrokerOptions.in(folder.resolve("broker")).withTls(certificates.forBroker()));
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
        FakeSettings.empty()
            .with("uri", "amqps://guest:guest@" + broker.tlsAddress() + "/" + destination.vhost())
            .with("tls.ca", certificates.authority())
            .with("tls.certificate", certificates.certificate("client"))
            .with("tls.key", certificates.key("client"));

    assertThat(send(destination.transport(settings))).isEqualTo(Outcome.delivered());
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
            () -> assertTlsFailed(tls().with("tls.ca", certificates.authority()), "alert"));
  }

  @Test
  void aPortThatDoesNotSpeakTlsIsNamed() throws Exception {
    Failure failure = assertTlsFailed(trusting().with("addresses", broker.address()), "TLS");
    assertThat(failure.remedy()).contains("5671");
  }

  private FakeSettings tls() {
    return destination.settings().with("addresses", broker.tlsAddress()).with("tls.enabled", true);
  }

  private FakeSettings trusting() {
    return tls()
        .with("tls.ca", certificates.authority())
        .with("tls.certificate", certificates.certificate("client"))
        .with("tls.key", certificates.key("client"));
  }

  private Failure assertTlsFailed(FakeSettings settings, String why) throws Exception {
    Outcome outcome = send(destination.transport(settings));
    assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    Failure failure = ((Outcome.Retry) outcome).failure();
    assertThat(failure.code()).as(failure.detail()).isEqualTo(FailureCode.TLS_FAILED);
    assertThat(failure.detail()).contains(why);
    return failure;
  }

  private static Outcome send(RabbitTransport transport) throws Exception {
    return new Engine(transport)
        .send(new Messages(Destination.EXCHANGE).message(null, "k", "x"))
        .outcomes()
        .get(0);
  }
}
