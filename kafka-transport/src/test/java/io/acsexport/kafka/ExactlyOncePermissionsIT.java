package io.acsexport.kafka;

import static io.acsexport.kafka.Starts.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.kafka.Starts.Start;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What exactly-once must be permitted, on a broker with an authorizer. */
@Timeout(120)
class ExactlyOncePermissionsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static Cluster cluster;

  private String topic = "";
  private Starts starts;

  @BeforeAll
  static void startTheBroker() throws Exception {
    broker =
        KafkaBroker.start(
            KafkaBrokerOptions.in(folder)
                .withListener("CLIENT", "SASL_PLAINTEXT")
                .with("listener.name.client.sasl.enabled.mechanisms", "PLAIN")
                .with(
                    "listener.name.client.plain.sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " user_acs=\"right\";")
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

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    cluster.createTopic(topic, 3, Map.of());
    starts = new Starts(broker, topic);
  }

  @AfterEach
  void close() throws Exception {
    starts.close();
    withdraw(AclBindingFilter.ANY);
  }

  @Test
  void everyPermissionIsNamedUntilTheMessageIsDelivered() throws Exception {
    Start guarded = guarded();
    OutboundMessage message = starts.message(START, "key-0", "0".getBytes(UTF_8));

    assertThat(guarded.transport().check(LIMIT))
        .anySatisfy(
            notice -> {
              assertThat(notice.subject()).isEqualTo("acs-export-positions");
              assertThat(notice.level()).isNotEqualTo(Notice.Level.INFO);
            });
    assertMissing(guarded, message, "Read on it");
    grant(binding(ResourceType.TOPIC, "acs-export-", AclOperation.READ));
    grant(binding(ResourceType.TOPIC, "acs-export-", AclOperation.CREATE));
    assertMissing(guarded, message, "groups that begin with 'acs-export-'");
    grant(binding(ResourceType.GROUP, "acs-export-", AclOperation.READ));
    assertMissing(guarded, message, "transactional ids that begin with 'acs-export-'");
    grant(binding(ResourceType.TRANSACTIONAL_ID, "acs-export-", AclOperation.WRITE));
    assertMissing(guarded, message, "Write and Describe on the topic");
    grant(binding(ResourceType.TOPIC, topic, AclOperation.WRITE));

    guarded.engine().deliver(List.of(message), 1, LIMIT);
    assertThat(cluster.read(topic)).hasSize(1);
    assertThat(guarded.transport().check(LIMIT))
        .extracting(Notice::level)
        .doesNotContain(Notice.Level.ERROR);
  }

  @Test
  void aMessageThatFoundNoWayIsNotHiddenByALaterOne() throws Exception {
    Start guarded = guarded();
    OutboundMessage behind = starts.message(START, "a", "1".getBytes(UTF_8));
    OutboundMessage ahead = starts.message(START + 1, "b", "2".getBytes(UTF_8));
    for (int attempt = 0; attempt < 2; attempt++) {
      assertMissing(guarded, behind, "Read on it");
    }
    grantAll();

    guarded.engine().deliver(List.of(ahead), 1, LIMIT);
    guarded.engine().deliver(List.of(behind), 1, LIMIT);

    assertThat(cluster.read(topic)).hasSize(2);
  }

  @Test
  void aPositionThatIsRefusedIsNamedAndLosesNothing() throws Exception {
    AclBinding group = binding(ResourceType.GROUP, "acs-export-", AclOperation.READ);
    grantAll();
    Start guarded = guarded();
    guarded.engine().deliver(starts.messages(1, 10), 10, LIMIT);
    withdraw(group.toFilter());

    // So many that the answer comes while they are handed over.
    List<OutboundMessage> messages = starts.messages(1, 50_000).subList(10, 50_000);
    List<Outcome> outcomes =
        guarded.transport().send(messages).toCompletableFuture().get().outcomes();
    assertThat(outcomes.stream().map(outcome -> ((Outcome.Retry) outcome).failure().code()))
        .hasSize(49_990)
        .contains(FailureCode.AUTHORIZATION_FAILED)
        .isSubsetOf(FailureCode.AUTHORIZATION_FAILED, FailureCode.HELD_BACK);
    assertThat(requireNonNull(guarded.transport().health().failure()).remedy())
        .contains("groups that begin with 'acs-export-'");

    grant(group);
    guarded.engine().deliver(messages, 500, LIMIT);
    starts.assertArrivedOnce(cluster, 50_000);
  }

  private void grantAll() throws Exception {
    grant(binding(ResourceType.GROUP, "acs-export-", AclOperation.READ));
    grant(binding(ResourceType.TOPIC, "acs-export-", AclOperation.ALL));
    grant(binding(ResourceType.TRANSACTIONAL_ID, "acs-export-", AclOperation.WRITE));
    grant(binding(ResourceType.TOPIC, topic, AclOperation.WRITE));
  }

  private Start guarded() throws Exception {
    FakeSettings settings =
        starts
            .settings()
            .producer("bootstrap.servers", broker.bootstrapServers("CLIENT"))
            .producer("security.protocol", "SASL_PLAINTEXT")
            .producer("sasl.mechanism", "PLAIN")
            .producer(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"acs\" password=\"right\";");
    return starts.start(1, starts.identity(), Duration.ofDays(1), settings);
  }

  private static void assertMissing(Start start, OutboundMessage message, String remedy)
      throws Exception {
    assertThat(start.engine().send(message).outcomes()).allMatch(Outcome.Retry.class::isInstance);
    Failure failure = requireNonNull(start.transport().health().failure());
    assertThat(failure.code()).isEqualTo(FailureCode.AUTHORIZATION_FAILED);
    assertThat(failure.remedy()).contains(remedy);
  }

  private static void grant(AclBinding binding) throws Exception {
    cluster.admin(admin -> admin.createAcls(List.of(binding)).all());
  }

  private static void withdraw(AclBindingFilter bindings) throws Exception {
    cluster.admin(admin -> admin.deleteAcls(List.of(bindings)).all());
    // The controller did it; the broker may learn of it a moment later.
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      await().until(() -> admin.describeAcls(bindings).values().get().isEmpty());
    }
  }

  private static AclBinding binding(ResourceType type, String prefix, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, prefix, PatternType.PREFIXED),
        new AccessControlEntry("User:acs", "*", operation, AclPermissionType.ALLOW));
  }
}
