package io.acsexport.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A network on loopback that can be broken: stands between a client and a broker that advertises
 * the proxy's address. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

  /** What the network does. */
  public enum Mode {
    /** Carries everything. */
    PASS,
    /** Nothing listens: new connections are refused, open ones closed. */
    REFUSE,
    /** A black hole: connections open and stay open, no byte arrives, nor that a side is gone. */
    SILENT,
    /** Open connections are reset once, new ones at once. */
    RESET,
    /** A byte at a time, some thousand a second. */
    SLOW
  }

  private static final long BYTE_NANOS = 100_000;
  private static final long BIND_NANOS = 10_000_000_000L;

  private final InetAddress host;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private Mode mode = Mode.PASS;
  private long accepted;
  private long stranded;
  private boolean closed;
  private @Nullable ServerSocket listening;
  private @Nullable Thread accepting;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile @Nullable InetSocketAddress target;

  private TcpProxy(InetAddress host, int wanted) throws IOException {
    this.host = host;
    this.port = listen(wanted);
  }

  /** Opens a port that leads nowhere until {@link #forwardTo} is called. */
  public static TcpProxy start() throws IOException {
    return new TcpProxy(InetAddress.getLoopbackAddress(), Loopback.freePorts(1).get(0));
  }

  /**
   * The same at another place.
   *
   * @param host an address of loopback, such as {@code 127.0.0.2}
   */
  public static TcpProxy start(String host, int port) throws IOException {
    return new TcpProxy(InetAddress.getByName(host), port);
  }

  /** Sends new connections to this {@code host:port}, which must be on loopback. */
  public TcpProxy forwardTo(String address) {
    int colon = address.lastIndexOf(':');
    int broker = Integer.parseInt(address.substring(colon + 1));
    InetSocketAddress to = new InetSocketAddress(address.substring(0, colon), broker);
    if (to.isUnresolved() || !to.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(address + " is not on loopback");
    }
    target = to;
    return this;
  }

  /** The proxy's own {@code host:port}. */
  public String address() {
    return host.getHostAddress() + ":" + port;
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** How many connections clients have opened so far. */
  public int connections() {
    return connections.get();
  }

  /** Changes what the network does, for open and new connections. */
  public void become(Mode newMode) throws IOException {
    synchronized (lock) {
      mode = newMode;
      lock.notifyAll();
      if (newMode == Mode.REFUSE) {
        stopListening();
      } else if (listening == null && !closed) {
        listen(port);
      }
    }
    if (newMode == Mode.REFUSE || newMode == Mode.RESET) {
      dropAll(newMode == Mode.RESET);
    }
  }

  /**
   * Forgets the connections that are open, as a firewall does that was restarted: no byte of theirs
   * ever passes again, and nobody is told. New ones are not concerned.
   */
  public void strand() {
    synchronized (lock) {
      stranded = accepted;
    }
  }

  /** Closes the port and all connections; ends all threads. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
      stopListening();
    }
    dropAll(false);
  }

  private int listen(int wanted) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    bind(server, new InetSocketAddress(host, wanted));
    synchronized (lock) {
      listening = server;
      accepting = thread("accept", () -> accept(server));
    }
    return server.getLocalPort();
  }

  /**
   * Tries for a while: a process that another thread just starts holds copies of all sockets until
   * it is itself, also of the one that had this port and was closed.
   */
  private static void bind(ServerSocket server, InetSocketAddress address) throws IOException {
    long deadline = System.nanoTime() + BIND_NANOS;
    while (!server.isBound()) {
      try {
        server.bind(address);
      } catch (BindException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(BIND_NANOS / 1_000);
      }
    }
  }

  private void stopListening() {
    try {
      if (listening != null) {
        listening.close();
      }
      if (accepting != null) {
        // The kernel takes connections for as long as a thread is still inside accept.
        accepting.join(5_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listening = null;
    accepting = null;
  }

  private void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        connections.incrementAndGet();
        sockets.add(client);
        thread("connect", () -> connect(client));
      } catch (IOException e) {
        return; // The listening socket was closed: that is how the thread is ended.
      }
    }
  }

  private void connect(Socket client) {
    InetSocketAddress to = target;
    if (to == null || mode() == Mode.RESET) {
      drop(client, true);
      return;
    }
    Socket broker = new Socket();
    sockets.add(broker);
    long number = number();
    try {
      awaitPassing(number);
      // What comes in pieces goes on in pieces, as without a proxy: waiting for more costs 40 ms.
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      broker.connect(to, 5_000);
      thread("to-client", () -> pump(broker, client, number));
      pump(client, broker, number);
    } catch (IOException e) {
      drop(client, false);
      drop(broker, false);
    }
  }

  private void pump(Socket from, Socket into, long number) {
    try {
      carryAll(from.getInputStream(), into.getOutputStream(), number);
    } catch (IOException e) {
      // One side is gone; the other follows below.
    }
    // A black hole tells nobody of that.
    awaitPassing(number);
    boolean reset = mode() == Mode.RESET;
    drop(from, reset);
    drop(into, reset);
  }

  private void carryAll(InputStream in, OutputStream out, long number) throws IOException {
    byte[] buffer = new byte[16_384];
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      awaitPassing(number);
      carry(buffer, length, out);
    }
  }

  private void carry(byte[] buffer, int length, OutputStream out) throws IOException {
    int sent = 0;
    while (sent < length && mode() == Mode.SLOW) {
      out.write(buffer, sent, 1);
      sent++;
      LockSupport.parkNanos(BYTE_NANOS);
    }
    out.write(buffer, sent, length - sent);
  }

  private Mode mode() {
    synchronized (lock) {
      return mode;
    }
  }

  private long number() {
    synchronized (lock) {
      return accepted++;
    }
  }

  private void awaitPassing(long number) {
    synchronized (lock) {
      while ((mode == Mode.SILENT || number < stranded) && !closed) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private void dropAll(boolean reset) {
    for (Socket socket : sockets) {
      drop(socket, reset);
    }
  }

  private void drop(Socket socket, boolean reset) {
    sockets.remove(socket);
    try {
      if (reset && !socket.isClosed()) {
        socket.setSoLinger(true, 0); // Close with RST instead of FIN.
      }
      socket.close();
    } catch (IOException e) {
      // Already gone.
    }
  }

  private static Thread thread(String role, Runnable task) {
    Thread thread = new Thread(task, "tcp-proxy-" + role);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
