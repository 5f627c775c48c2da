package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a destination's position from the cluster. Positions are offsets of a topic that holds no
 * message and serves nothing else: deleting a topic erases the offsets of every group on it, and
 * committing one for a topic that does not exist hangs for a minute, so that topic is looked at
 * first.
 */
final class PositionStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PositionStore.class);

  private static final long UNSETTLED_PAUSE_MILLIS = 100;

  private final ProducerSettings settings;
  private final ExactlyOnceIdentity identity;
  private final KafkaFailures failures;
  private final String topic;

  /**
   * Settling takes moments. Where a partition had no leader when the coordinator came back, Kafka
   * takes it for deleted and never does it (TransactionMarkerChannelManager, seen with 4.3).
   */
  private final Duration patience;

  private final Admin admin;

  /**
   * Makes the client; connects to nothing yet.
   *
   * @throws KafkaException when it cannot be made
   */
  PositionStore(
      ProducerSettings settings,
      ExactlyOnceIdentity identity,
      KafkaFailures failures,
      Duration patience) {
    this.settings = settings;
    this.identity = identity;
    this.failures = failures;
    this.topic = settings.positionsTopic();
    // Half of it, since all that is to be done before the first message has to come to an end in
    // time.
    this.patience = patience.dividedBy(2);
    this.admin = Admin.create(ClientSettings.admin(settings, "position", patience));
  }

  /** What positions are offsets of. */
  static TopicPartition partition(ProducerSettings settings) {
    return new TopicPartition(settings.positionsTopic(), 0);
  }

  /** Sees that the topic of positions is there, and creates it where we may. */
  void requireTopic() throws TransportException, InterruptedException {
    KafkaException exception = await(admin.describeTopics(Set.of(topic)).allTopicNames());
    if (exception == null) {
      return;
    }
    if (!(exception instanceof UnknownTopicOrPartitionException)) {
      throw new TransportException(unusable(exception), exception);
    }
    NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty());
    KafkaException refused = await(admin.createTopics(List.of(wanted)).all());
    if (refused == null) {
      LOG.info("Created topic {} on {} for positions", topic, settings.bootstrapServers());
    } else if (!(refused instanceof TopicExistsException)) {
      throw new TransportException(unusable(refused), refused);
    }
  }

  /**
   * The position stored.
   *
   * @param settled whether to wait until no transaction on it is open
   * @return null where there is none, or none of ours
   * @throws TransportException when the cluster does not tell
   */
  @Nullable StoredPosition read(boolean settled) throws TransportException, InterruptedException {
    TopicPartition partition = partition(settings);
    Map<TopicPartition, OffsetAndMetadata> offsets = offsets(settled);
    long deadline = System.nanoTime() + patience.toNanos();
    while (!offsets.containsKey(partition) && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(UNSETTLED_PAUSE_MILLIS);
      offsets = offsets(settled);
    }
    if (!offsets.containsKey(partition)) {
      LOG.warn(
          "{} has a transaction on the position of {} that is not settled after {} ms; the position"
              + " before it counts. What that transaction holds may be repeated.",
          settings.bootstrapServers(),
          identity.group(),
          patience.toMillis());
      offsets = offsets(false);
    }
    if (!offsets.containsKey(partition)) {
      throw new TransportException(
          FailureCode.BROKER_UNAVAILABLE,
          settings.bootstrapServers() + " does not tell the position of " + identity.group(),
          null);
    }
    OffsetAndMetadata offset = offsets.get(partition);
    return offset == null ? null : StoredPosition.of(offset);
  }

  /**
   * Kafka's client gives null for a partition without an offset, and leaves out one of which the
   * cluster says that a transaction on it is not settled yet: that is not none.
   */
  private Map<TopicPartition, OffsetAndMetadata> offsets(boolean settled)
      throws TransportException, InterruptedException {
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets =
        admin
            .listConsumerGroupOffsets(
                Map.of(
                    identity.group(),
                    new ListConsumerGroupOffsetsSpec()
                        .topicPartitions(List.of(partition(settings)))),
                new ListConsumerGroupOffsetsOptions().requireStable(settled))
            .partitionsToOffsetAndMetadata(identity.group());
    try {
      return offsets.get();
    } catch (ExecutionException e) {
      KafkaException exception = kafka(e);
      if (exception instanceof GroupIdNotFoundException) {
        return Collections.singletonMap(partition(settings), null);
      }
      throw new TransportException(failures.failure(exception, topic), exception);
    }
  }

  /** Ends a call in progress, which then fails. From any thread. */
  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  private Failure unusable(KafkaException exception) {
    if (exception instanceof AuthorizationException) {
      return new Failure(
          FailureCode.AUTHORIZATION_FAILED,
          "exactly-once keeps its position under topic '"
              + topic
              + "', which cannot be seen or created on "
              + settings.bootstrapServers()
              + ": "
              + exception.getMessage(),
          "Create the topic with one partition, and grant Describe and Read on it to this"
              + " principal (or Create, and it is made).");
    }
    return failures.unreachable(exception);
  }

  private static @Nullable KafkaException await(KafkaFuture<?> future) throws InterruptedException {
    try {
      future.get();
      return null;
    } catch (ExecutionException e) {
      return kafka(e);
    }
  }

  private static KafkaException kafka(ExecutionException e) {
    return e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
  }
}
