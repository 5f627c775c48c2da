package io.acsexport.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ports on this machine. */
final class Loopback {

  /**
   * All that were given: a broker that is down, or not up yet, still counts on its own when tests
   * that run at the same time choose theirs. The kernel gives clients other ports than these.
   */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Loopback() {}

  /** That many free ports, no two the same, and none that this JVM was given before. */
  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      while (ports.size() < count) {
        // All held open until all are chosen.
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        if (GIVEN.add(socket.getLocalPort())) {
          ports.add(socket.getLocalPort());
        }
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    return ports;
  }

  /** Whether something listens there. */
  static boolean accepts(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
