package io.acsexport.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.TcpProxy;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.tck.FakeContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with SASL and access rules; its listener without security is the administrator's. */
class KafkaSecurityIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static Cluster cluster;

  @BeforeAll
  static void startTheBroker() throws Exception {
    broker =
        KafkaBroker.start(
            KafkaBrokerOptions.in(folder)
                .withListener("CLIENT", "SASL_PLAINTEXT")
                .with("listener.name.client.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512")
                .with(
                    "listener.name.client.scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;")
                .with(
                    "listener.name.client.plain.sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " user_acs=\"right\" user_one=\"right\";")
                .with(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .with("super.users", "User:ANONYMOUS")
                .with("auto.create.topics.enable", "false"));
    cluster = new Cluster(broker);
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
  }

  @Test
  void missingPermissionsAreNamedOneByOneUntilTheMessageIsDelivered() throws Exception {
    cluster.createTopic("guarded", 1, Map.of());
    try (FakeContext context = context("acs", "right", "guarded");
        KafkaTransport transport = transport(context)) {
      Engine engine = new Engine(transport);
      OutboundMessage message = new Messages("guarded").message("k", "1");

      Failure unseen = failureOf(transport, engine, message);
      assertThat(unseen.code()).isEqualTo(FailureCode.AUTHORIZATION_FAILED);
      assertThat(unseen.detail()).contains("user 'acs'", "topic 'guarded'");
      assertThat(unseen.remedy()).contains("Write and Describe on the topic 'guarded'");

      grant("acs", AclOperation.DESCRIBE, "guarded");
      Failure notIdempotent = failureOf(transport, engine, message);
      assertThat(notIdempotent.code()).isEqualTo(FailureCode.AUTHORIZATION_FAILED);
      assertThat(notIdempotent.remedy()).contains("IdempotentWrite on the cluster");
      assertThat(transport.check(LIMIT))
          .anySatisfy(
              notice -> {
                assertThat(notice.level()).isEqualTo(Notice.Level.ERROR);
                assertThat(notice.remedy()).contains("Write");
              });

      grant("acs", AclOperation.WRITE, "guarded");
      engine.deliver(List.of(message), 1, Duration.ofSeconds(60));
      assertThat(cluster.firstOccurrences("guarded")).containsOnly(Map.entry("k", List.of("1")));
      assertThat(transport.check(LIMIT))
          .extracting(Notice::level)
          .doesNotContain(Notice.Level.ERROR);
      assertThatThrownBy(() -> transport.tail(Tailable.From.BEGINNING).poll(LIMIT))
          .isInstanceOfSatisfying(
              TransportException.class,
              e -> assertThat(e.failure().remedy()).contains("Grant Read"));
    }
  }

  @Test
  void anotherTopicWithoutWriteIsAnAuthorizationFailureOfThatTopic() throws Exception {
    cluster.createTopic("mine", 1, Map.of());
    cluster.createTopic("theirs", 1, Map.of());
    grant("one", AclOperation.WRITE, "mine");
    grant("one", AclOperation.DESCRIBE, "theirs");
    try (FakeContext context = context("one", "right", "theirs");
        KafkaTransport transport = transport(context)) {
      Failure failure =
          failureOf(transport, new Engine(transport), new Messages("theirs").message("k", "1"));
      assertThat(failure.code()).isEqualTo(FailureCode.AUTHORIZATION_FAILED);
      assertThat(failure.detail()).contains("topic 'theirs'");
    }
  }

  @Test
  void aTopicThatWeMayNotCreateNamesThePermission() throws Exception {
    grant("one", AclOperation.WRITE, "ours");
    try (FakeContext context = context("one", "right", "ours", Map.of("partitions", 1));
        KafkaTransport transport = transport(context)) {
      Engine engine = new Engine(transport);
      OutboundMessage message = new Messages("ours").message("k", "1");

      Failure failure = failureOf(transport, engine, message);
      assertThat(failure.code()).isEqualTo(FailureCode.AUTHORIZATION_FAILED);
      assertThat(failure.detail()).contains("topic 'ours' cannot be created");
      assertThat(failure.remedy()).contains("Grant Create");

      grant("one", AclOperation.CREATE, "ours");
      engine.deliver(List.of(message), 1, Duration.ofSeconds(60));
      assertThat(cluster.firstOccurrences("ours")).containsOnly(Map.entry("k", List.of("1")));
    }
  }

  @Test
  void aWrongPasswordIsAnAuthenticationFailureThatDoesNotShowIt() throws Exception {
    try (TcpProxy proxy = TcpProxy.start();
        FakeContext context =
            new FakeContext(
                settings("acs", "wr0ng", "guarded").producer("bootstrap.servers", proxy.address()),
                Duration.ofSeconds(9));
        KafkaTransport transport = transport(context)) {
      proxy.forwardTo(broker.bootstrapServers("CLIENT"));
      Engine engine = new Engine(transport);
      OutboundMessage message = new Messages("guarded").message("k", "1");

      Failure failure = failureOf(transport, engine, message);
      assertThat(failure.code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
      assertThat(failure.detail()).contains("user 'acs'").doesNotContain("wr0ng");
      failureOf(transport, engine, message);
      // An attempt costs one connection: no storm that would lock the account.
      assertThat(proxy.connections()).isLessThanOrEqualTo(2);
      assertThatThrownBy(() -> transport.check(LIMIT))
          .isInstanceOfSatisfying(
              TransportException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED));
      assertThat(context.notices().toString()).doesNotContain("wr0ng");
    }
  }

  @Test
  void aPasswordThatIsPutRightOnTheBrokerIsTakenWithoutARestart() throws Exception {
    cluster.createTopic("rotated", 1, Map.of());
    grant("scram", AclOperation.WRITE, "rotated");
    setPassword("scram", "old");
    FakeSettings settings =
        settings("scram", "new", "rotated")
            .producer("sasl.mechanism", "SCRAM-SHA-512")
            .producer(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required"
                    + " username=\"scram\" password=\"new\";");
    try (FakeContext context = new FakeContext(settings, Duration.ofSeconds(9));
        KafkaTransport transport = transport(context)) {
      Engine engine = new Engine(transport);
      OutboundMessage message = new Messages("rotated").message("k", "1");
      Failure failure = failureOf(transport, engine, message);
      assertThat(failure.code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
      assertThat(failure.detail()).contains("user 'scram'");

      setPassword("scram", "new");
      engine.deliver(List.of(message), 1, Duration.ofSeconds(60));
      assertThat(cluster.firstOccurrences("rotated")).containsOnly(Map.entry("k", List.of("1")));
    }
  }

  private static void setPassword(String user, String password) throws Exception {
    cluster.admin(
        admin ->
            admin
                .alterUserScramCredentials(
                    List.of(
                        new UserScramCredentialUpsertion(
                            user,
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                            password)))
                .all());
  }

  /** Sends, and returns what the transport then says of itself. */
  private static Failure failureOf(KafkaTransport transport, Engine engine, OutboundMessage message)
      throws Exception {
    assertThat(engine.send(message).outcomes()).doesNotContain(Outcome.delivered());
    assertThat(transport.health().state()).isEqualTo(Health.State.DOWN);
    return Objects.requireNonNull(transport.health().failure());
  }

  private static void grant(String user, AclOperation operation, String topic) throws Exception {
    cluster.admin(
        admin ->
            admin
                .createAcls(
                    List.of(
                        new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                            new AccessControlEntry(
                                "User:" + user, "*", operation, AclPermissionType.ALLOW))))
                .all());
  }

  private static FakeContext context(String user, String password, String topic) {
    return new FakeContext(settings(user, password, topic), Duration.ofSeconds(9));
  }

  private static FakeContext context(
      String user, String password, String topic, Map<String, Integer> createTopics) {
    return new FakeContext(
        settings(user, password, topic).createTopics(createTopics), Duration.ofSeconds(9));
  }

  private static FakeSettings settings(String user, String password, String topic) {
    return new FakeSettings()
        .topic(topic)
        .producer("bootstrap.servers", broker.bootstrapServers("CLIENT"))
        .producer("security.protocol", "SASL_PLAINTEXT")
        .producer("sasl.mechanism", "PLAIN")
        .producer(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                + user
                + "\" password=\""
                + password
                + "\";");
  }

  private static KafkaTransport transport(FakeContext context) throws Exception {
    return (KafkaTransport) new KafkaTransportProvider().create(context);
  }
}
