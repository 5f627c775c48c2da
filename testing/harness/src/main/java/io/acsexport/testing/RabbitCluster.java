package io.acsexport.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several {@link RabbitBroker}s that are one cluster, on 127.0.0.1, 127.0.0.2 and so on. Each is
 * stopped, killed, paused and started like a broker that stands alone.
 */
public final class RabbitCluster implements AutoCloseable {

  private final List<RabbitBroker> nodes;

  private RabbitCluster(List<RabbitBroker> nodes) {
    this.nodes = nodes;
  }

  /** Starts them all, in folders below the one of these options. */
  public static RabbitCluster start(int size, RabbitBrokerOptions options)
      throws IOException, InterruptedException {
    int nodePort = Loopback.freePorts(1).get(0);
    List<String> hosts = IntStream.rangeClosed(1, size).mapToObj(i -> "127.0.0." + i).toList();
    List<RabbitBroker> nodes = new ArrayList<>();
    for (String host : hosts) {
      Path folder = options.folder().resolve("node-" + host);
      nodes.add(
          RabbitBroker.prepare(
              new RabbitBrokerOptions(
                  folder,
                  options.settings(),
                  options.tls(),
                  options.plugins(),
                  new RabbitBrokerOptions.Place(host, nodePort, hosts))));
    }
    RabbitCluster cluster = new RabbitCluster(nodes);
    try {
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

  /** Kills all nodes; the folders stay. */
  @Override
  public void close() {
    nodes.forEach(RabbitBroker::close);
  }
}
