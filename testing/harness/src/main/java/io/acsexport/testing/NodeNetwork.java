package io.acsexport.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The network between the nodes of a {@link RabbitCluster}: a {@link TcpProxy} for each direction
 * between two of them. Clients do not use it.
 *
 * <p>A node has one port, on which it listens at its own address and which it dials at those of all
 * others; see {@link RabbitNode}. Each node has another. So what it dials at another's address is
 * free for a proxy, which leads to the port on which that one listens.
 */
final class NodeNetwork implements AutoCloseable {

  private final Map<String, Integer> ports;
  private final List<Road> roads = new ArrayList<>();

  private record Road(String from, String to, TcpProxy proxy) {
    boolean touches(String host) {
      return from.equals(host) || to.equals(host);
    }
  }

  private NodeNetwork(Map<String, Integer> ports) {
    this.ports = ports;
  }

  /** Chooses the nodes' ports and opens the roads between all of these addresses. */
  static NodeNetwork between(List<String> hosts) throws IOException {
    List<Integer> free = Loopback.freePorts(hosts.size());
    Map<String, Integer> ports = new HashMap<>();
    for (int i = 0; i < hosts.size(); i++) {
      ports.put(hosts.get(i), free.get(i));
    }
    NodeNetwork network = new NodeNetwork(ports);
    try {
      for (String from : hosts) {
        for (String to : hosts) {
          if (!from.equals(to)) {
            network.open(from, to);
          }
        }
      }
      return network;
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private void open(String from, String to) throws IOException {
    TcpProxy proxy = TcpProxy.start(to, portOf(from)).forwardTo(to + ":" + portOf(to));
    roads.add(new Road(from, to, proxy));
  }

  /** On which the node of this address listens, and dials. */
  int portOf(String host) {
    Integer port = ports.get(host);
    if (port == null) {
      throw new IllegalArgumentException("no node has the address " + host);
    }
    return port;
  }

  /** Swallows everything from and to this node; one at a time can be cut off. */
  void cutOff(String host) throws IOException {
    become(TcpProxy.Mode.SILENT, host);
  }

  /** Lets this node reach the others again, and be reached, by new connections. */
  void rejoin(String host) throws IOException {
    become(TcpProxy.Mode.RESET, host);
    become(TcpProxy.Mode.PASS, host);
  }

  private void become(TcpProxy.Mode mode, String host) throws IOException {
    for (Road road : roads) {
      if (road.touches(host)) {
        road.proxy().become(mode);
      }
    }
  }

  @Override
  public void close() {
    roads.forEach(road -> road.proxy().close());
  }
}
