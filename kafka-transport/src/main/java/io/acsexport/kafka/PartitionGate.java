package io.acsexport.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Lets nothing follow a producer's first message to a partition until the broker has confirmed that
 * one.
 *
 * <p>An idempotent producer numbers its requests for each partition, and the broker refuses one
 * that does not follow on the last. But where it knows nothing of a producer yet it takes any
 * number: were the first request refused, for its time stamp for instance, it would still take the
 * second, and events of one key would change places. One confirmation for each partition closes
 * that hole.
 *
 * <p>One for each producer. All but {@link #answered} and {@link #open} belongs to the sending
 * thread.
 */
final class PartitionGate {

  private static final int WHOLE_TOPIC = -1;

  private final Function<String, List<PartitionInfo>> partitions;
  private final boolean predictable;
  private final Map<TopicPartition, CompletableFuture<Void>> first = new ConcurrentHashMap<>();
  private final Set<TopicPartition> known = ConcurrentHashMap.newKeySet();

  /** The partitions of the topics of the present batch; looking them up costs more than a hash. */
  private final Map<String, TopicPartition[]> topics = new HashMap<>();

  /**
   * @param partitions gives a topic's partitions, from the producer's cache or the broker
   * @param predictable whether Kafka's own rule from key to partition applies; otherwise a topic's
   *     first message stands for all of its partitions
   */
  PartitionGate(Function<String, List<PartitionInfo>> partitions, boolean predictable) {
    this.partitions = partitions;
    this.predictable = predictable;
  }

  /** Looks at the partitions of each topic again: there may be more of them now. */
  void beginBatch() {
    topics.clear();
  }

  /**
   * Where a message goes; two of one key always to the same place. Its number is below 0 where only
   * the producer knows it.
   */
  TopicPartition partition(String topic, byte[] key) {
    TopicPartition[] all = topics.get(topic);
    if (all == null) {
      all = look(topic);
      topics.put(topic, all);
    }
    return all.length == 1 ? all[0] : all[Utils.toPositive(Utils.murmur2(key)) % all.length];
  }

  private TopicPartition[] look(String topic) {
    if (!predictable) {
      return new TopicPartition[] {new TopicPartition(topic, WHOLE_TOPIC)};
    }
    TopicPartition[] all = new TopicPartition[Math.max(1, partitions.apply(topic).size())];
    for (int number = 0; number < all.length; number++) {
      all[number] = new TopicPartition(topic, number);
    }
    return all;
  }

  /** Whether the broker has confirmed a message there, so that any may go. */
  boolean isOpen(TopicPartition partition) {
    return known.contains(partition);
  }

  /**
   * Asks to send a partition's first message.
   *
   * @return null where it may go; else what to wait for, and then to ask again
   */
  @Nullable CompletableFuture<Void> enter(TopicPartition partition) {
    return first.putIfAbsent(partition, new CompletableFuture<>());
  }

  /**
   * The broker has answered a message that went as the first: its state there is known, or the next
   * is first.
   */
  void answered(TopicPartition partition, boolean confirmed) {
    if (confirmed) {
      known.add(partition);
    }
    CompletableFuture<Void> waiting = first.remove(partition);
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  /** Lets everybody who waits go on, to find that the producer has failed. */
  void open() {
    first.values().forEach(waiting -> waiting.complete(null));
  }
}
