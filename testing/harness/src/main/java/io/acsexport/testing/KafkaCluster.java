package io.acsexport.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several {@link KafkaBroker}s that are one cluster and copy every topic to all of them, two copies
 * needed for a write. Each is stopped, killed, paused and started like a broker that stands alone.
 */
public final class KafkaCluster implements AutoCloseable {

  private final List<KafkaBroker> nodes;

  private KafkaCluster(List<KafkaBroker> nodes) {
    this.nodes = nodes;
  }

  /** Starts them all, in folders below the one of these options. */
  public static KafkaCluster start(int size, KafkaBrokerOptions options)
      throws IOException, InterruptedException {
    String copies = Integer.toString(size);
    List<KafkaBroker> nodes = new ArrayList<>();
    List<String> voters = new ArrayList<>();
    for (int id = 1; id <= size; id++) {
      KafkaBroker node =
          KafkaBroker.prepare(
              options
                  .movedTo(options.folder().resolve("node-" + id))
                  .with("node.id", Integer.toString(id))
                  .with("default.replication.factor", copies)
                  .with("min.insync.replicas", "2")
                  .with("offsets.topic.replication.factor", copies)
                  .with("transaction.state.log.replication.factor", copies)
                  .with("transaction.state.log.min.isr", "2"));
      nodes.add(node);
      voters.add(id + "@" + node.controller());
    }
    nodes.forEach(node -> node.join(String.join(",", voters)));
    KafkaCluster cluster = new KafkaCluster(nodes);
    try {
      cluster.startAll();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts the nodes that do not run, all at once: a majority is needed before one is ready. */
  public void startAll() throws IOException, InterruptedException {
    List<KafkaBroker> started = nodes.stream().filter(node -> !node.isRunning()).toList();
    for (KafkaBroker node : started) {
      node.startWithoutWaiting();
    }
    for (KafkaBroker node : started) {
      node.awaitStarted();
    }
  }

  /** The nodes; the first has the id 1. */
  public List<KafkaBroker> nodes() {
    return List.copyOf(nodes);
  }

  /** All addresses, for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return nodes.stream().map(KafkaBroker::bootstrapServers).collect(Collectors.joining(","));
  }

  /** Kills all nodes; the folders stay. */
  @Override
  public void close() {
    nodes.forEach(KafkaBroker::close);
  }
}
