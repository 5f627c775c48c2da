package io.acsexport.core.control;

import io.acsexport.core.control.ControlException.Code;
import io.acsexport.core.engine.Exporter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control socket of a running exporter. Threads: {@code acs-export-control} accepts, one {@code
 * acs-export-control-client-N} serves each of at most {@value #MOST_CONNECTIONS} connections,
 * {@code acs-export-control-timer} ends those that are idle, samples rates and sees that the socket
 * has its file. All end with {@link #close}. Thread-safe.
 */
public final class ControlServer implements AutoCloseable {

  static final int MOST_CONNECTIONS = 8;
  static final Duration IDLE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  /** What a request has beside an event. */
  private static final int REQUEST_OVERHEAD = 64 << 10;

  private static final long CLOSE_SECONDS = 2;
  private static final long LOOK_SECONDS = 1;
  private static final long ACCEPT_PAUSE_MILLIS = 200;

  private final ControlSocket socket;
  private final BoundSocket bound;
  private final RateWindow rates = new RateWindow();
  private final ControlCommands commands;
  private final ExporterInfo info;
  private final int longestRequest;
  private final Duration idle;
  private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService clients;
  private final ScheduledThreadPoolExecutor timer;
  private final Thread acceptor;
  private volatile boolean closed;
  private boolean restoreFails; // of the timer

  /**
   * Opens the socket of an exporter that holds its spool.
   *
   * @param info what clients are told
   * @return the server, or null where there can be none: a warning says why, and the exporter works
   *     all the same
   */
  public static @Nullable ControlServer open(Exporter exporter, ExporterInfo info, Clock clock) {
    return open(exporter, info, clock, IDLE);
  }

  /** As above, with another time after which an idle connection is ended. */
  static @Nullable ControlServer open(
      Exporter exporter, ExporterInfo info, Clock clock, Duration idle) {
    ControlSocket socket = ControlSocket.of(exporter.operations().directory());
    if (!socket.fits()) {
      LOG.warn(
          "There is no control socket: its path {} has {} bytes and may have {}. Events are exported"
              + " all the same; 'acs-export status' and other commands cannot reach this exporter"
              + " until spool.directory is shorter.",
          socket.path(),
          socket.bytes(),
          ControlSocket.LONGEST_PATH);
      return null;
    }
    try {
      BoundSocket bound = new BoundSocket(socket);
      try {
        ControlServer server = new ControlServer(socket, bound, exporter, info, clock, idle);
        server.start(exporter);
        return server;
      } catch (RuntimeException e) {
        bound.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "There is no control socket: {} cannot be opened. Events are exported all the same;"
              + " 'acs-export status' and other commands cannot reach this exporter.",
          socket.path(),
          e);
      return null;
    }
  }

  private ControlServer(
      ControlSocket socket,
      BoundSocket bound,
      Exporter exporter,
      ExporterInfo info,
      Clock clock,
      Duration idle) {
    this.socket = socket;
    this.bound = bound;
    this.info = info;
    this.idle = idle;
    this.commands = new ControlCommands(exporter, info, clock, rates);
    // JSON doubles quotes; a body of nothing but control characters has to come in another way.
    this.longestRequest =
        (int)
            Math.min(
                Integer.MAX_VALUE / 2,
                REQUEST_OVERHEAD + 2L * exporter.operations().longestEvent());
    this.clients =
        new ThreadPoolExecutor(
            0,
            MOST_CONNECTIONS,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            named("acs-export-control-client-"));
    this.timer = new ScheduledThreadPoolExecutor(1, named("acs-export-control-timer-"));
    this.acceptor = thread("acs-export-control", this::accept);
  }

  private void start(Exporter exporter) {
    rates.sample(System.nanoTime(), exporter.status());
    var unused =
        timer.scheduleWithFixedDelay(
            () -> sample(exporter),
            RateWindow.SAMPLE_SECONDS,
            RateWindow.SAMPLE_SECONDS,
            TimeUnit.SECONDS);
    long look = Math.max(1, idle.toMillis() / 4);
    var unusedToo = timer.scheduleWithFixedDelay(this::endIdle, look, look, TimeUnit.MILLISECONDS);
    var unusedAsWell =
        timer.scheduleWithFixedDelay(
            this::lookAfterSocket, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    acceptor.start();
  }

  private void lookAfterSocket() {
    try {
      if (bound.restore()) {
        LOG.warn("The control socket {} was deleted, and is there anew", socket.path());
      }
      restoreFails = false;
    } catch (IOException | RuntimeException | Error e) {
      // What is thrown would end the looks for good; the next one may do.
      if (!restoreFails) {
        restoreFails = true;
        LOG.warn(
            "The control socket {} was deleted and cannot be bound anew; trying on",
            socket.path(),
            e);
      }
    }
  }

  private void sample(Exporter exporter) {
    try {
      rates.sample(System.nanoTime(), exporter.status());
    } catch (RuntimeException | Error e) {
      // What is thrown would end the samples for good; the next one may do.
    }
  }

  private void endIdle() {
    try {
      for (ControlConnection connection : connections) {
        if (connection.isIdle(idle.toNanos())) {
          connection.close();
        }
      }
    } catch (RuntimeException | Error e) {
      // The same here.
    }
  }

  private void accept() {
    while (!closed) {
      try {
        SocketChannel client = bound.accept();
        if (connections.size() >= MOST_CONNECTIONS) {
          turnAway(client);
        } else {
          serve(client);
        }
      } catch (ClosedChannelException ended) {
        return;
      } catch (IOException | RuntimeException | Error e) {
        // Out of file descriptors or memory, say: the socket stays, and is tried again.
        pause();
      }
    }
  }

  private void serve(SocketChannel client) {
    // A full heap can cost it its thread, and then nobody ends those who are idle.
    boolean unused = timer.prestartCoreThread();
    ControlConnection connection = new ControlConnection(client, commands, info, longestRequest);
    try {
      connections.add(connection);
      clients.execute(
          () -> {
            try {
              connection.run();
            } finally {
              connections.remove(connection);
            }
          });
    } catch (RuntimeException | Error rejected) {
      // No memory for a thread, say: the client is told by the end of its connection.
      connections.remove(connection);
      connection.close();
    }
  }

  private static void turnAway(SocketChannel client) throws IOException {
    try (client) {
      client.configureBlocking(false);
      int unused =
          client.write(
              ByteBuffer.wrap(
                  ControlConnection.bytes(
                      ControlConnection.error(
                          Code.BUSY,
                          MOST_CONNECTIONS + " clients are connected already; try again later."))));
    }
  }

  /** Needs no memory, and an interrupt, which comes with the close, ends it. */
  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ACCEPT_PAUSE_MILLIS));
  }

  /** Ends all connections and removes the socket. Close it before its exporter. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    timer.shutdownNow();
    try {
      bound.close();
    } catch (IOException e) {
      LOG.warn("The control socket {} did not close in order", socket.path(), e);
    }
    acceptor.interrupt();
    connections.forEach(ControlConnection::close);
    clients.shutdown();
    try {
      boolean unused = clients.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      acceptor.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> thread(prefix + count.getAndIncrement(), task);
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(ControlServer.class.getClassLoader());
    return thread;
  }
}
