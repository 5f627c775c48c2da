package io.acsexport.testing;

import java.util.Map;

/** Settings that keep a broker of the tests small and quick to start. */
final class KafkaServerDefaults {

  static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          // One broker holds everything.
          Map.entry("offsets.topic.num.partitions", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("transaction.state.log.num.partitions", "1"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          // Few threads, little memory.
          Map.entry("num.network.threads", "1"),
          Map.entry("num.io.threads", "2"),
          Map.entry("background.threads", "1"),
          Map.entry("num.recovery.threads.per.data.dir", "1"),
          Map.entry("log.cleaner.threads", "1"),
          Map.entry("log.cleaner.dedupe.buffer.size", "1048577"),
          // Nothing waits for others to come.
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("controller.quorum.election.backoff.max.ms", "50"),
          // A killed broker is taken back only when its last session has ended.
          Map.entry("broker.session.timeout.ms", "1500"),
          Map.entry("broker.heartbeat.interval.ms", "300"),
          Map.entry("zookeeper.session.timeout.ms", "3000"));

  /** What makes a node of those that need no ZooKeeper. */
  static final Map<String, String> KRAFT =
      Map.of("process.roles", "broker,controller", "node.id", "1");

  private KafkaServerDefaults() {}
}
