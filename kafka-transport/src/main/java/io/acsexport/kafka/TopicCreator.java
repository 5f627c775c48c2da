package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates missing topics before the first message to them, with an admin client that lives as long
 * as that takes. Belongs to the sending thread, but for {@link #close}, which ends what it is in
 * the middle of.
 */
final class TopicCreator {

  private static final Logger LOG = LoggerFactory.getLogger(TopicCreator.class);

  /** A template can make any number of topics; those known to exist are forgotten beyond this. */
  private static final int MOST_KNOWN = 10_000;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final ProducerSettings settings;
  private final NewTopics wanted;
  private final KafkaFailures failures;
  private final Duration patience;
  private final Set<String> known = new HashSet<>();
  private final Object lock = new Object();
  private @Nullable Admin admin;
  private boolean closed;

  /** For these settings, or null where topics are not to be created. */
  static @Nullable TopicCreator of(
      ProducerSettings settings, KafkaFailures failures, Duration sendTimeout) {
    NewTopics wanted = settings.newTopics();
    return wanted == null ? null : new TopicCreator(settings, wanted, failures, sendTimeout);
  }

  private TopicCreator(
      ProducerSettings settings, NewTopics wanted, KafkaFailures failures, Duration sendTimeout) {
    this.settings = settings;
    this.wanted = wanted;
    this.failures = failures;
    Duration third = sendTimeout.dividedBy(3);
    this.patience = third.compareTo(LONGEST_WAIT) < 0 ? third : LONGEST_WAIT;
  }

  /** A send failed: a topic may have been deleted. */
  void forget() {
    known.clear();
  }

  /**
   * Sees that the topics of these messages exist.
   *
   * @throws TransportException when one could not be created, or the brokers could not be asked
   * @throws InterruptedException when interrupted
   */
  void ensureFor(List<OutboundMessage> messages, RecordFactory records)
      throws TransportException, InterruptedException {
    Set<String> unknown = new HashSet<>();
    for (OutboundMessage message : messages) {
      String topic = records.topic(message);
      if (!isKnown(topic)) {
        unknown.add(topic);
      }
    }
    if (!unknown.isEmpty()) {
      ensure(unknown);
    }
  }

  /** Whether it is there, as far as we know; names that Kafka cannot have are left to the send. */
  private boolean isKnown(String topic) {
    return known.contains(topic) || !TopicNames.isPossible(topic);
  }

  private void ensure(Set<String> topics) throws TransportException, InterruptedException {
    Admin client = open();
    try {
      List<NewTopic> missing = new ArrayList<>();
      for (String topic : missing(client, topics)) {
        missing.add(wanted.named(topic));
      }
      create(client, missing);
      if (known.size() + topics.size() > MOST_KNOWN) {
        known.clear();
      }
      known.addAll(topics);
    } finally {
      synchronized (lock) {
        admin = null;
      }
      client.close(Duration.ZERO); // Whatever is still under way after a failure matters to nobody.
    }
  }

  /** Ends a call in progress, which then fails, as does every later one. */
  void close() {
    synchronized (lock) {
      closed = true;
    }
    interrupt();
  }

  /** Ends a call in progress, which then fails. */
  void interrupt() {
    Admin client;
    synchronized (lock) {
      client = admin;
    }
    if (client != null) {
      client.close(Duration.ZERO);
    }
  }

  private Admin open() throws TransportException {
    try {
      Admin made = Admin.create(ClientSettings.admin(settings, "topics", patience));
      synchronized (lock) {
        if (!closed) {
          admin = made;
          return made;
        }
      }
      made.close(Duration.ZERO);
      throw failed(new KafkaException("closed"), null);
    } catch (KafkaException e) {
      throw failed(e, null);
    }
  }

  private Collection<String> missing(Admin client, Set<String> topics)
      throws TransportException, InterruptedException {
    Set<String> missing = new HashSet<>();
    Map<String, KafkaFuture<TopicDescription>> found =
        client.describeTopics(topics).topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : found.entrySet()) {
      KafkaException exception = await(topic.getValue());
      if (exception instanceof UnknownTopicOrPartitionException) {
        missing.add(topic.getKey());
      } else if (exception != null) {
        throw failed(exception, topic.getKey());
      }
    }
    return missing;
  }

  private void create(Admin client, List<NewTopic> topics)
      throws TransportException, InterruptedException {
    if (topics.isEmpty()) {
      return;
    }
    for (Map.Entry<String, KafkaFuture<Void>> topic :
        client.createTopics(topics).values().entrySet()) {
      KafkaException exception = await(topic.getValue());
      if (exception == null) {
        LOG.info("Created topic {} on {}", topic.getKey(), settings.bootstrapServers());
      } else if (!(exception instanceof TopicExistsException)) {
        throw failed(exception, topic.getKey());
      }
    }
  }

  private static @Nullable KafkaException await(KafkaFuture<?> future) throws InterruptedException {
    try {
      future.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e);
    }
  }

  private TransportException failed(KafkaException exception, @Nullable String topic) {
    synchronized (lock) {
      if (closed) {
        return new TransportException(FailureCode.CLOSED, "the transport was closed", exception);
      }
    }
    return new TransportException(failure(exception, topic), exception);
  }

  private Failure failure(KafkaException exception, @Nullable String topic) {
    String what =
        "topic '" + topic + "' cannot be created on " + settings.bootstrapServers() + ": ";
    if (topic != null && exception instanceof AuthorizationException) {
      return new Failure(
          FailureCode.AUTHORIZATION_FAILED,
          what + exception.getMessage(),
          "Grant Create and Describe on the topic to this principal, or create the topic.");
    }
    if (exception instanceof InvalidReplicationFactorException
        || exception instanceof InvalidPartitionsException
        || exception instanceof PolicyViolationException) {
      return new Failure(
          FailureCode.CONFIGURATION,
          what + exception.getMessage(),
          "Correct create-topics.partitions or create-topics.replication-factor, or create the"
              + " topic.");
    }
    return failures.unreachable(exception);
  }
}
