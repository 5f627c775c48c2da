package io.acsexport.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

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
 * <p>One for each producer. {@link #enter} belongs to the sending thread.
 */
final class PartitionGate {

  private static final int WHOLE_TOPIC = -1;

  private final Function<String, List<PartitionInfo>> partitions;
  private final boolean predictable;
  private final Map<TopicPartition, CompletableFuture<Void>> first = new ConcurrentHashMap<>();
  private final Set<TopicPartition> known = ConcurrentHashMap.newKeySet();

  /**
   * @param partitions gives a topic's partitions, from the producer's cache or the broker
   * @param predictable whether Kafka's own rule from key to partition applies; otherwise a topic's
   *     first message stands for all of its partitions
   */
  PartitionGate(Function<String, List<PartitionInfo>> partitions, boolean predictable) {
    this.partitions = partitions;
    this.predictable = predictable;
  }

  /** Where a message goes; two of one key always to the same place. */
  TopicPartition partition(String topic, byte[] key) {
    if (!predictable) {
      return new TopicPartition(topic, WHOLE_TOPIC);
    }
    int count = Math.max(1, partitions.apply(topic).size());
    return new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % count);
  }

  /**
   * Asks to send to a partition.
   *
   * @return what to wait for, and then to ask again; complete where the message may go
   */
  CompletableFuture<Void> enter(TopicPartition partition) {
    if (known.contains(partition)) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> earlier = first.putIfAbsent(partition, mine);
    return earlier == null ? CompletableFuture.completedFuture(null) : earlier;
  }

  /**
   * The broker has answered a message that entered: its state there is known, or the next is first.
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
