package io.acsexport.core.http;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that are open, each with a time by which it is closed whatever it is doing: a
 * client that sends or reads slowly holds a thread no longer than that. Thread-safe.
 */
final class Connections {

  private final Map<Socket, Long> deadlines = new ConcurrentHashMap<>();
  private final long limitNanos;

  Connections(long limitNanos) {
    this.limitNanos = limitNanos;
  }

  void add(Socket socket) {
    deadlines.put(socket, System.nanoTime() + limitNanos);
  }

  /** Closes it. */
  void end(Socket socket) {
    deadlines.remove(socket);
    try {
      socket.close();
    } catch (IOException gone) {
      // It was to be closed.
    }
  }

  /** Closes those whose time is over. */
  void endOverdue() {
    long now = System.nanoTime();
    deadlines.forEach(
        (socket, deadline) -> {
          if (now - deadline >= 0) {
            end(socket);
          }
        });
  }

  void endAll() {
    deadlines.keySet().forEach(this::end);
  }
}
