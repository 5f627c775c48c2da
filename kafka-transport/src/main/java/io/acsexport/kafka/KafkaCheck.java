package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.Notice;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Looks at the cluster with Kafka's admin client: what would keep events from being delivered? */
final class KafkaCheck {

  private final ProducerSettings settings;
  private final KafkaFailures failures;
  private final List<Notice> findings = new ArrayList<>();
  private long deadline;

  KafkaCheck(ProducerSettings settings, KafkaFailures failures) {
    this.settings = settings;
    this.failures = failures;
  }

  /** Does it, once. */
  List<Notice> run(Duration timeout) throws TransportException, InterruptedException {
    deadline = System.nanoTime() + timeout.toNanos();
    try {
      Admin admin = Admin.create(ClientSettings.admin(settings, "check", timeout));
      try {
        look(admin);
      } finally {
        // Without a limit it would wait for what has not been answered.
        admin.close(Duration.ZERO);
      }
    } catch (KafkaException e) {
      throw new TransportException(failures.failure(e, null), e);
    }
    return findings;
  }

  private void look(Admin admin) throws TransportException, InterruptedException {
    List<Node> nodes = cluster(admin);
    String topic = settings.onlyTopic();
    if (topic == null) {
      findings.add(
          Notice.info(
              KafkaTransportProvider.TOPIC,
              "the topic depends on the event; topics are not checked"));
    } else {
      topic(admin, topic, nodes);
    }
    if (settings.exactlyOnce()) {
      positions(admin);
    }
  }

  private List<Node> cluster(Admin admin) throws TransportException, InterruptedException {
    DescribeClusterResult cluster = admin.describeCluster();
    List<Node> nodes;
    try {
      nodes = List.copyOf(get(cluster.nodes()));
    } catch (KafkaException e) {
      throw new TransportException(failures.unreachable(e), e);
    }
    findings.add(
        Notice.info(
            "bootstrap.servers",
            "connected to "
                + settings.bootstrapServers()
                + ", "
                + count(nodes.size(), "broker", "brokers")));
    int named = settings.bootstrapServers().split(",", -1).length;
    if (named == 1 && nodes.size() > 1) {
      findings.add(
          Notice.warning(
              "bootstrap.servers",
              "one of "
                  + nodes.size()
                  + " brokers is named: while it is down no new connection can be made",
              "Name two or three brokers in bootstrap.servers."));
    }
    return nodes;
  }

  private void topic(Admin admin, String topic, List<Node> nodes) throws InterruptedException {
    TopicDescription description;
    try {
      Map<String, TopicDescription> found =
          get(
              admin
                  .describeTopics(
                      Set.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                  .allTopicNames());
      description = Objects.requireNonNull(found.get(topic), "the topic asked for is missing");
    } catch (KafkaException e) {
      if (e instanceof UnknownTopicOrPartitionException) {
        missing(admin, topic, nodes);
      } else {
        report(topic, failures.failure(e, topic));
      }
      return;
    }
    permissions(topic, description);
    int replicas = least(description, partition -> partition.replicas().size());
    findings.add(
        Notice.info(
            topic,
            "the topic has "
                + count(description.partitions().size(), "partition", "partitions")
                + " with "
                + count(replicas, "copy", "copies")));
    if (replicas == 1) {
      findings.add(
          Notice.warning(
              topic,
              "the topic has a single copy: if its broker loses its disk, delivered events are lost",
              "Give the topic a replication factor of 3."));
    }
    configuration(admin, topic, description, replicas);
  }

  /** Without it nothing is delivered exactly once; with Create it is made by the first event. */
  private void positions(Admin admin) throws InterruptedException {
    String topic = settings.positionsTopic();
    try {
      Map<String, TopicDescription> found =
          get(
              admin
                  .describeTopics(
                      Set.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                  .allTopicNames());
      Set<AclOperation> operations =
          Objects.requireNonNull(found.get(topic), "the topic asked for is missing")
              .authorizedOperations();
      if (operations == null
          || operations.isEmpty()
          || operations.contains(AclOperation.READ)
          || operations.contains(AclOperation.ALL)) {
        findings.add(Notice.info(topic, "the topic of positions for exactly-once is there"));
      } else {
        report(topic, failures.reading(new TopicAuthorizationException(topic), topic));
      }
    } catch (UnknownTopicOrPartitionException e) {
      findings.add(
          Notice.warning(
              topic,
              "the topic of positions for exactly-once does not exist, or is hidden from us; the"
                  + " first event creates it if that is permitted",
              "Create it with one partition and as many copies as your topics have, and grant"
                  + " Describe and Read on it."));
    } catch (KafkaException e) {
      report(topic, failures.reading(e, topic));
    }
  }

  private void permissions(String topic, TopicDescription description) {
    Set<AclOperation> operations = description.authorizedOperations();
    if (operations != null
        && !operations.isEmpty()
        && !operations.contains(AclOperation.WRITE)
        && !operations.contains(AclOperation.ALL)) {
      report(topic, failures.mayNotWrite(topic));
    }
  }

  private static int least(TopicDescription description, ToIntFunction<TopicPartitionInfo> number) {
    return description.partitions().stream().mapToInt(number).min().orElse(0);
  }

  private void configuration(Admin admin, String topic, TopicDescription description, int replicas)
      throws InterruptedException {
    Config config = config(admin, new ConfigResource(ConfigResource.Type.TOPIC, topic));
    if (config == null) {
      findings.add(
          Notice.info(
              topic, "its settings could not be read (DescribeConfigs), so they are not checked"));
      return;
    }
    int minInSync = number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    findings.addAll(
        new Replication(
                String.valueOf(settings.value(ProducerConfig.ACKS_CONFIG)),
                minInSync,
                replicas,
                least(description, partition -> partition.isr().size()))
            .judge(topic));
    ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
    if (policy != null && policy.value() != null && policy.value().contains("compact")) {
      findings.add(
          Notice.error(
              topic,
              "the topic is compacted: it refuses events without a key, and keeps only the last of"
                  + " each",
              "Set cleanup.policy=delete on the topic."));
    }
  }

  private void missing(Admin admin, String topic, List<Node> nodes) throws InterruptedException {
    if (settings.newTopics() != null) {
      findings.add(Notice.info(topic, "the topic does not exist; the first event creates it"));
      return;
    }
    Config broker =
        nodes.isEmpty()
            ? null
            : config(
                admin, new ConfigResource(ConfigResource.Type.BROKER, nodes.get(0).idString()));
    ConfigEntry creates = broker == null ? null : broker.get("auto.create.topics.enable");
    if (creates == null) {
      findings.add(
          Notice.warning(
              topic,
              "the topic does not exist (or is hidden from us), and whether brokers create topics"
                  + " could not be seen",
              "Create the topic."));
    } else if (Boolean.parseBoolean(creates.value())) {
      findings.add(
          Notice.warning(
              topic,
              "the topic does not exist; the brokers will create it with their defaults, "
                  + count(number(broker, "default.replication.factor"), "copy", "copies"),
              "Create it with the number of copies and partitions you want."));
    } else {
      report(topic, failures.failure(new UnknownTopicOrPartitionException(), topic));
    }
  }

  private @Nullable Config config(Admin admin, ConfigResource resource)
      throws InterruptedException {
    try {
      Map<ConfigResource, Config> all = get(admin.describeConfigs(Set.of(resource)).all());
      return all.get(resource);
    } catch (KafkaException e) {
      return null; // Not permitted, mostly; the caller says that it was not looked at.
    }
  }

  private void report(String topic, Failure failure) {
    findings.add(Notice.error(topic, failure.detail(), failure.remedy()));
  }

  private <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("no answer in the time allowed", e);
    }
  }

  private static int number(@Nullable Config config, String key) {
    ConfigEntry entry = config == null ? null : config.get(key);
    return entry == null || entry.value() == null ? -1 : Integer.parseInt(entry.value());
  }

  private static String count(int number, String one, String many) {
    return number < 0 ? "an unknown number of " + many : number + " " + (number == 1 ? one : many);
  }
}
