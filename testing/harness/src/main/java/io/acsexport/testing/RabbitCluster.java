package io.acsexport.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several {@link RabbitBroker}s that are one cluster, on 127.0.0.1, 127.0.0.2 and so on. Each is
 * stopped, killed, paused and started like a broker that stands alone.
 */
public final class RabbitCluster implements AutoCloseable {

  private final List<RabbitBroker> nodes;
  private final NodeNetwork network;

  private RabbitCluster(List<RabbitBroker> nodes, NodeNetwork network) {
    this.nodes = nodes;
    this.network = network;
  }

  /** Starts them all, in folders below the one of these options. */
  public static RabbitCluster start(int size, RabbitBrokerOptions options)
      throws IOException, InterruptedException {
    List<String> hosts = IntStream.rangeClosed(1, size).mapToObj(i -> "127.0.0." + i).toList();
    NodeNetwork network = NodeNetwork.between(hosts);
    List<RabbitBroker> nodes = new ArrayList<>();
    RabbitCluster cluster = new RabbitCluster(nodes, network);
    try {
      for (String host : hosts) {
        nodes.add(
            RabbitBroker.prepare(
                new RabbitBrokerOptions(
                    options.folder().resolve("node-" + host),
                    options.settings(),
                    options.tls(),
                    options.plugins(),
                    new RabbitBrokerOptions.Place(host, network.portOf(host), hosts))));
      }
      cluster.startAll();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts the nodes that do not run, all at once: after an end of all, each awaits the others. */
  public void startAll() throws IOException, InterruptedException {
    List<RabbitBroker> started = nodes.stream().filter(node -> !node.isRunning()).toList();
    for (RabbitBroker node : started) {
      node.startWithoutWaiting();
    }
    for (RabbitBroker node : started) {
      node.awaitStarted();
    }
  }

  /** The nodes, in a fixed order. */
  public List<RabbitBroker> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * Cuts a node off from all others, while clients reach both sides: what the nodes say to each
   * other vanishes, which they notice after {@code net_ticktime}. One at a time.
   */
  public void cutOff(RabbitBroker node) throws IOException {
    network.cutOff(node.host());
  }

  /** Ends what {@link #cutOff} began; what was under way is gone. */
  public void rejoin(RabbitBroker node) throws IOException {
    network.rejoin(node.host());
  }

  /** Kills all nodes; the folders stay. */
  @Override
  public void close() {
    nodes.forEach(RabbitBroker::close);
    network.close();
  }
}
