package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.acsexport.transport.Notice;
import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.tck.FakeContext;
import io.acsexport.transport.tck.FakeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RabbitSettingsTest {

  @TempDir Path folder;

  private FakeContext context;

  @BeforeEach
  void setNothing() throws Exception {
    context = new FakeContext(Destination.unset());
  }

  @AfterEach
  void endTheTimer() {
    context.close();
  }

  @Test
  void anAddressIsAllItTakes() throws Exception {
    RabbitSettings settings = resolve(minimal());

    assertThat(settings.brokers()).isEqualTo("mq1:5672");
    assertThat(settings.username()).isEqualTo("guest");
    assertThat(settings.password()).isEqualTo(Secret.of("guest"));
    assertThat(settings.virtualHost()).isEqualTo("/");
    assertThat(settings.exchange())
        .isEqualTo(new ExchangeOptions("cloudstack-events", "topic", true, true));
    assertThat(settings.routingKeyTemplate())
        .isEqualTo("{source}.{category}.{type}.{resourceType}.{resourceUuid}");
    assertThat(settings.queues()).isEmpty();
    assertThat(settings.persistent()).isTrue();
    assertThat(settings.keepUnroutable()).isFalse();
    assertThat(settings.confirmTimeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.patience()).isEqualTo(Duration.ofSeconds(24));
    assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.tls()).isNull();
    assertThat(settings.connectionName()).isEqualTo("acs-export-ms1-main");
    assertThat(context.notices()).isEmpty();
  }

  @Test
  void everySettingIsRead() throws Exception {
    RabbitSettings settings =
        resolve(
            Destination.unset()
                .with("addresses", List.of("mq1:5673", "mq2", "[::1]:5674"))
                .with("username", "acs")
                .with("password", "secret")
                .with("virtual-host", "cloud")
                .with("exchange.name", "cs-{category}")
                .with("exchange.type", "fanout")
                .with("exchange.durable", false)
                .with("exchange.declare", "never")
                .with("routing-key", "cs")
                .with("persistent", false)
                .with("unroutable", "dead-letter")
                .with("confirm-timeout", "5 s")
                .with("heartbeat", "10 s")
                .with("client", Map.of("connection.timeout", "1234")));

    assertThat(settings.brokers()).isEqualTo("mq1:5673, mq2:5672, [::1]:5674");
    assertThat(settings.username()).isEqualTo("acs");
    assertThat(settings.password()).isEqualTo(Secret.of("secret"));
    assertThat(settings.virtualHost()).isEqualTo("cloud");
    assertThat(settings.exchange())
        .isEqualTo(new ExchangeOptions("cs-{category}", "fanout", false, false));
    assertThat(settings.hasFixedRoutingKey()).isTrue();
    assertThat(settings.persistent()).isFalse();
    assertThat(settings.keepUnroutable()).isTrue();
    assertThat(settings.confirmTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.factory(Thread::new, new SocketGuard(null)).getConnectionTimeout())
        .isEqualTo(1234);
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @Test
  void whatWeakensAPromiseIsTold() throws Exception {
    resolve(minimal().with("persistent", false).with("exchange.durable", false));

    assertThat(context.notices())
        .extracting(Notice::level, Notice::subject)
        .containsExactlyInAnyOrder(
            tuple(Notice.Level.WARNING, "persistent"),
            tuple(Notice.Level.WARNING, "exchange.durable"));
  }

  @Test
  void theConfirmTimeoutStaysBelowTheSendTimeout() throws Exception {
    RabbitSettings settings = resolve(minimal().with("confirm-timeout", "60 s"));

    assertThat(settings.confirmTimeout()).isEqualTo(Duration.ofSeconds(24));
    assertThat(context.notices()).extracting(Notice::subject).containsExactly("confirm-timeout");
  }

  @Test
  void theClientDoesNotRecoverByItself() throws Exception {
    var factory = resolve(minimal()).factory(Thread::new, new SocketGuard(null));

    assertThat(factory.isAutomaticRecoveryEnabled()).isFalse();
    assertThat(factory.isTopologyRecoveryEnabled()).isFalse();
  }

  @Test
  void aUriStandsForAddressUserAndVirtualHost() throws Exception {
    RabbitSettings settings =
        resolve(Destination.unset().with("uri", "amqp://ac%40s:p%2Fw+d@mq1/cloud%2Fone"));

    assertThat(settings.brokers()).isEqualTo("mq1:5672");
    assertThat(settings.username()).isEqualTo("ac@s");
    assertThat(settings.password()).isEqualTo(Secret.of("p/w+d"));
    assertThat(settings.virtualHost()).isEqualTo("cloud/one");
    assertThat(resolve(Destination.unset().with("uri", "amqp://mq1:99/")).virtualHost())
        .isEqualTo("/");
    RabbitSettings secured = resolve(Destination.unset().with("uri", "amqps://mq1"));
    assertThat(secured.brokers()).isEqualTo("mq1:5671");
    assertThat(Objects.requireNonNull(secured.tls()).verifyHostName()).isTrue();
    assertThat(Objects.requireNonNull(secured.tls()).protocols())
        .containsExactly("TLSv1.3", "TLSv1.2");
  }

  @Test
  void aBadUriIsRefusedWithoutShowingIt() throws Exception {
    for (String uri :
        List.of(
            "http://acs:secret@mq1",
            "amqp://acs:sec ret@mq1",
            "amqp://acs:secret@",
            "amqp://acs:secret@mq1/a/b",
            "amqp://acs:secret@mq1/?heartbeat=5")) {
      SettingProblem problem = problems(Destination.unset().with("uri", uri)).get(0);
      assertThat(problem.key()).isEqualTo("uri");
      assertThat(problem.message()).doesNotContain("sec");
    }
  }

  @Test
  void allProblemsAreReportedAtOnce() throws Exception {
    List<SettingProblem> problems =
        problems(
            Destination.unset()
                .with("addresses", List.of("http://mq1", "mq1:99999", ""))
                .with("username", "acs")
                .with("exchange.name", " ")
                .with("heartbeat", "0 s")
                .with("confirm-timeout", "0 s")
                .with("tls.ca", "/etc/ca.pem")
                .with("client", Map.of("connection.recovery.enabled", "true", "uri", "x")));

    assertThat(problems)
        .extracting(SettingProblem::key)
        .containsExactlyInAnyOrder(
            "addresses",
            "addresses",
            "addresses",
            "password",
            "exchange.name",
            "heartbeat",
            "confirm-timeout",
            "tls.ca",
            "client.connection.recovery.enabled",
            "client.uri");
  }

  @Test
  void addressesAndUriExcludeEachOtherAndOneIsNeeded() throws Exception {
    assertThat(problems(Destination.unset())).extracting(SettingProblem::key).contains("addresses");
    assertThat(problems(minimal().with("uri", "amqp://mq2")))
        .extracting(SettingProblem::key)
        .containsExactly("uri");
  }

  @Test
  void aLoginByCertificateNeedsOneAndNoPassword() throws Exception {
    FakeSettings external = minimal().with("sasl-mechanism", "EXTERNAL");
    assertThat(problems(external))
        .extracting(SettingProblem::key)
        .containsExactly("sasl-mechanism");
    assertThat(problems(external.with("username", "acs").with("password", "secret")))
        .extracting(SettingProblem::key)
        .containsExactly("sasl-mechanism", "username", "password");
    assertThat(
            problems(
                Destination.unset()
                    .with("uri", "amqps://acs:secret@mq1")
                    .with("sasl-mechanism", "EXTERNAL")))
        .extracting(SettingProblem::key)
        .containsExactly("sasl-mechanism", "uri");
  }

  @Test
  void aValueTheClientCannotReadIsRefused() throws Exception {
    assertThat(problems(minimal().with("client", Map.of("connection.timeout", "soon"))))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("soon"));
  }

  @Test
  void queuesNeedAnExchangeTheyCanBeBoundTo() throws Exception {
    assertThat(
            problems(
                minimal()
                    .with("exchange.name", "cs-{category}")
                    .adding("queues", Map.of("name", "all"))))
        .extracting(SettingProblem::key)
        .containsExactly("queues");
    assertThat(
            problems(
                minimal().with("exchange.type", "direct").adding("queues", Map.of("name", "all"))))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("bindings"));
  }

  @Test
  void unusableFilesOfTlsAreNamed() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));

    assertThat(
            problems(
                minimal()
                    .with("tls.enabled", true)
                    .with("tls.ca", folder.resolve("none.pem"))
                    .with("tls.certificate", empty)
                    .with("tls.key", empty)
                    .with("tls.protocols", "SSLv9")))
        .extracting(SettingProblem::key)
        .containsExactlyInAnyOrder("tls.ca", "tls.certificate", "tls.key", "tls.protocols");
    assertThat(problems(minimal().with("tls.enabled", true).with("tls.certificate", empty)))
        .extracting(SettingProblem::key)
        .containsExactly("tls.key");
  }

  private static FakeSettings minimal() throws SettingException {
    return Destination.unset().with("addresses", "mq1");
  }

  private RabbitSettings resolve(FakeSettings settings) throws SettingException {
    context.close();
    context = new FakeContext(settings);
    return RabbitSettings.resolve(context);
  }

  private List<SettingProblem> problems(FakeSettings settings) {
    SettingException refused =
        catchThrowableOfType(SettingException.class, () -> resolve(settings));
    assertThat(refused).isNotNull();
    return refused.problems();
  }
}
