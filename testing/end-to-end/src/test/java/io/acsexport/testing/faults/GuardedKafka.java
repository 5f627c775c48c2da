package io.acsexport.testing.faults;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * A broker with users, access rules and quotas, which makes no topic by itself. The test is its
 * administrator; a user has what {@link #grant} gives.
 */
final class GuardedKafka implements AutoCloseable {

  private static final String LISTENER = "CLIENT";
  private static final String POSITIONS = "acs-export-positions";
  private static final int PARTITIONS = 3;

  private final Path folder;
  private final KafkaBroker broker;
  private final Admin admin;

  private GuardedKafka(Path folder, KafkaBroker broker) {
    this.folder = folder;
    this.broker = broker;
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  static GuardedKafka start(Path folder) throws Exception {
    String listener = "listener.name.client.";
    KafkaBroker broker =
        KafkaBroker.start(
            KafkaBrokerOptions.in(folder)
                .withListener(LISTENER, "SASL_PLAINTEXT")
                .with(listener + "sasl.enabled.mechanisms", "SCRAM-SHA-512")
                .with(
                    listener + "scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;")
                // Who stays connected is asked for the password again after this time.
                .with(listener + "scram-sha-512.connections.max.reauth.ms", "2000")
                .with(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .with("super.users", "User:ANONYMOUS")
                .with("auto.create.topics.enable", "false")
                // Whoever wants to know what a deleted topic had, finds it there however long it
                // took.
                .with("log.segment.delete.delay.ms", "3600000"));
    GuardedKafka guarded = new GuardedKafka(folder, broker);
    guarded.createTopic(POSITIONS, Map.of());
    return guarded;
  }

  /** A topic of this name for each kind of delivery, as the user sees them. */
  List<KafkaTarget> targets(String user, String password, String more) {
    List<KafkaTarget> targets = new ArrayList<>();
    for (boolean exactlyOnce : new boolean[] {false, true}) {
      targets.add(
          new KafkaTarget(
              broker.bootstrapServers(LISTENER),
              broker.bootstrapServers(),
              user + (exactlyOnce ? "-once" : ""),
              exactlyOnce,
              """

              producer {
                security.protocol = SASL_PLAINTEXT
                sasl.mechanism = SCRAM-SHA-512
                sasl.jaas.config = ${q}org.apache.kafka.common.security.scram.ScramLoginModule \
              required username="%s" password="%s";${q}
              }
              %s
              """
                  .formatted(user, password, more)
                  .replace("${q}", "\"\"\"")));
    }
    return targets;
  }

  /** Makes the user, or gives it another password. */
  void setPassword(String user, String password) throws Exception {
    ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    await(
        admin
            .alterUserScramCredentials(
                List.of(new UserScramCredentialUpsertion(user, info, password)))
            .all());
  }

  /** Everything that docs/kafka-exactly-once.md asks for. */
  void grant(String user) throws Exception {
    List<AclBinding> rules = new ArrayList<>();
    for (AclOperation operation : List.of(AclOperation.WRITE, AclOperation.DESCRIBE)) {
      rules.add(rule(user, ResourceType.TOPIC, user, operation));
      rules.add(rule(user, ResourceType.TRANSACTIONAL_ID, "acs-export-", operation));
    }
    for (AclOperation operation : List.of(AclOperation.READ, AclOperation.DESCRIBE)) {
      rules.add(rule(user, ResourceType.TOPIC, POSITIONS, operation));
      rules.add(rule(user, ResourceType.GROUP, "acs-export-", operation));
    }
    await(admin.createAcls(rules).all());
  }

  /** Takes all of it away. */
  void withdraw(String user) throws Exception {
    AccessControlEntryFilter his =
        new AccessControlEntryFilter(
            principal(user), null, AclOperation.ANY, AclPermissionType.ANY);
    await(admin.deleteAcls(List.of(new AclBindingFilter(ResourcePatternFilter.ANY, his))).all());
  }

  /** How many bytes a second the user may send; null for any number. */
  void limit(String user, @Nullable Double bytesPerSecond) throws Exception {
    ClientQuotaAlteration.Op op =
        new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond);
    ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, user));
    await(admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(op)))).all());
  }

  void createTopics(List<KafkaTarget> targets, Map<String, String> settings) throws Exception {
    for (KafkaTarget target : targets) {
      createTopic(target.topic(), settings);
    }
  }

  private void createTopic(String name, Map<String, String> settings) throws Exception {
    NewTopic topic = new NewTopic(name, Optional.of(PARTITIONS), Optional.of((short) 1));
    await(admin.createTopics(List.of(topic.configs(settings))).all());
  }

  void deleteTopics(List<KafkaTarget> targets) throws Exception {
    await(admin.deleteTopics(targets.stream().map(KafkaTarget::topic).toList()).all());
  }

  /** Where it keeps the topics, for a while also those that were deleted. */
  Path data() {
    return folder.resolve("data");
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
  }

  private static AclBinding rule(
      String user, ResourceType type, String prefix, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, prefix, PatternType.PREFIXED),
        new AccessControlEntry(principal(user), "*", operation, AclPermissionType.ALLOW));
  }

  private static String principal(String user) {
    return "User:" + user;
  }

  private static void await(KafkaFuture<?> future) throws Exception {
    var unused = future.get(60, TimeUnit.SECONDS);
  }
}
