package io.acsexport.core.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a few pages over HTTP/1.1, one request to a connection. Not the JDK's own server: a slow
 * client holds a thread of that without end, and its bounds are system properties of the host.
 *
 * <p>A port that cannot be had is a warning and tried again now and then, so that a server whose
 * port another process let go of comes up by itself. Everything is bounded: {@value #THREADS}
 * requests at a time and {@value #WAITING} waiting, 8 KiB of request, {@code limit} for all of it.
 *
 * <p>Threads: {@code acs-export-http} accepts, {@code acs-export-http-worker} ones answer; all are
 * daemons and end with {@link #close}.
 */
public final class StatusServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);

  private static final int THREADS = 3;
  private static final int WAITING = 16;
  private static final int ACCEPT_MILLIS = 250;
  private static final int MOST_LEFT_UNREAD = 64 << 10;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration BIND_EVERY = Duration.ofSeconds(30);

  private final InetSocketAddress address;
  private final HostCheck hosts;
  private final Function<String, @Nullable Response> pages;
  private final Duration bindEvery;
  private final Connections connections;
  private final ThreadPoolExecutor workers;
  private final Thread acceptor;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable ServerSocket listening;

  private StatusServer(
      InetSocketAddress address,
      Collection<String> hostNames,
      Function<String, @Nullable Response> pages,
      Duration limit,
      Duration bindEvery) {
    this.address = address;
    List<String> names = new ArrayList<>(hostNames);
    names.add(address.getHostString());
    this.hosts = new HostCheck(names);
    this.pages = pages;
    this.bindEvery = bindEvery;
    this.connections = new Connections(limit.toNanos());
    AtomicInteger number = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> thread(task, "acs-export-http-worker-" + number.getAndIncrement()));
    workers.allowCoreThreadTimeOut(true);
    this.acceptor = thread(this::run, "acs-export-http");
  }

  /**
   * Begins to serve, now or as soon as the port can be had.
   *
   * @param address unresolved or resolved; a port of 0 takes any free one
   * @param hostNames by which clients may call this server, beside the host of the address, {@code
   *     localhost} and addresses
   * @param pages answers a path, or null where there is no such page; called by several threads
   */
  public static StatusServer start(
      InetSocketAddress address,
      Collection<String> hostNames,
      Function<String, @Nullable Response> pages) {
    return start(address, hostNames, pages, LIMIT, BIND_EVERY);
  }

  static StatusServer start(
      InetSocketAddress address,
      Collection<String> hostNames,
      Function<String, @Nullable Response> pages,
      Duration limit,
      Duration bindEvery) {
    StatusServer server = new StatusServer(address, hostNames, pages, limit, bindEvery);
    // The first time here, so that whoever starts it can say in the same breath what is served.
    server.listen(true);
    server.acceptor.start();
    return server;
  }

  /** The port it listens on, or -1 as long as it could not be had. */
  public int port() {
    ServerSocket socket = listening;
    return socket == null ? -1 : socket.getLocalPort();
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        serveOnce();
      } catch (Throwable e) {
        // Out of memory even to say so: neither spin nor give up.
        await(Duration.ofSeconds(1));
      }
    }
  }

  private void serveOnce() {
    ServerSocket socket = listening;
    if (socket == null) {
      if (!await(bindEvery)) {
        listen(false);
      }
      return;
    }
    try {
      admit(socket.accept());
    } catch (SocketTimeoutException nobody) {
      // Time to look after those who are there.
    } catch (Throwable e) {
      if (closed.getCount() > 0) {
        // Out of descriptors or threads, say: neither spin nor give up.
        LOG.warn("The status page at {} cannot take a connection: {}", shown(), e.toString());
        await(Duration.ofSeconds(1));
      }
    }
    connections.endOverdue();
  }

  /** Binds if it can; the failures after the first are no news. */
  private void listen(boolean first) {
    ServerSocket socket = null;
    try {
      InetAddress host = InetAddress.getByName(address.getHostString());
      socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, address.getPort()), WAITING);
      socket.setSoTimeout(ACCEPT_MILLIS);
      listening = socket;
      if (!host.isLoopbackAddress()) {
        LOG.warn(
            "The status page listens on {}, which other machines can reach: whoever can connect reads"
                + " the names of destinations and how much is exported. Let it listen on 127.0.0.1, or"
                + " have a firewall let the monitoring in alone.",
            shown());
      } else if (!first) {
        LOG.info("The status page listens on {} now.", shown());
      }
    } catch (IOException | RuntimeException e) {
      close(socket);
      if (first) {
        LOG.warn(
            "The status page cannot listen on {} (status.http): {}. Events are exported all the same;"
                + " it is tried again every {} s.",
            shown(),
            e.getMessage(),
            bindEvery.toSeconds());
      }
    }
  }

  private void admit(Socket client) {
    connections.add(client);
    try {
      workers.execute(() -> serve(client));
    } catch (RejectedExecutionException tooMany) {
      connections.end(client);
    }
  }

  private void serve(Socket client) {
    try {
      Request request = null;
      Response response;
      try {
        request = Request.read(client.getInputStream());
        response = answer(request);
      } catch (RefusedRequestException refused) {
        response = refused.response();
      }
      client.getOutputStream().write(response.bytes(request == null || !request.head()));
      client.shutdownOutput();
      readOn(client.getInputStream());
    } catch (IOException gone) {
      LOG.debug("A client of the status page is gone: {}", gone.toString());
    } catch (Throwable unexpected) {
      // Whatever it is, this thread is needed for the next.
      LOG.warn("The status page could not answer", unexpected);
    } finally {
      connections.end(client);
    }
  }

  private Response answer(Request request) {
    if (!hosts.accepts(request.host())) {
      return Response.text(
          403,
          "This server does not serve that host name. Use an address, localhost, or a name listed in"
              + " status.host-names.");
    }
    try {
      Response page = pages.apply(request.path());
      return page == null ? Response.text(404, "There is no such page.") : page;
    } catch (RuntimeException e) {
      LOG.warn("The status page {} could not be made", request.path(), e);
      return Response.text(500, "The page could not be made; see the log.");
    }
  }

  /** A connection closed on unread bytes is reset, and the client may lose the answer. */
  private static void readOn(InputStream in) throws IOException {
    byte[] rest = new byte[1 << 10];
    int left = MOST_LEFT_UNREAD;
    int read = 0;
    while (left > 0 && read >= 0) {
      read = in.read(rest);
      left -= read;
    }
  }

  /** Ends all connections and threads, and lets go of the port. */
  @Override
  public void close() {
    closed.countDown();
    close(listening);
    workers.shutdownNow();
    connections.endAll();
    boolean interrupted = false;
    try {
      acceptor.join(TimeUnit.SECONDS.toMillis(2));
      boolean unused = workers.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    connections.endAll();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(@Nullable ServerSocket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.debug("A socket did not close: {}", e.toString());
      }
    }
  }

  private boolean await(Duration time) {
    try {
      return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private String shown() {
    return address.getHostString() + ":" + address.getPort();
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(StatusServer.class.getClassLoader());
    return thread;
  }
}
