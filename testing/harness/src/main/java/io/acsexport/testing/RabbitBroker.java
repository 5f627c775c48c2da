package io.acsexport.testing;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real RabbitMQ, from the system's package, in a process of its own and on loopback alone; a
 * broker of the system, running or not, is neither used nor disturbed. Its ports, chosen when it is
 * made, and its data stay the same over {@link #stop}, {@link #kill} and {@link #start}. Used by
 * one thread.
 *
 * <p>A test that uses it is marked {@link NeedsRabbit}. Its folder holds {@code data}, {@code
 * rabbitmq.conf} and {@code output.log}.
 */
public final class RabbitBroker implements AutoCloseable {

  /** Name and password of the administrator that every broker has. */
  public static final String GUEST = "guest";

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final RabbitInstallation installation;
  private final RabbitBrokerOptions options;
  private final RabbitNode node;
  private @Nullable ChildProcess process;
  private @Nullable RabbitAdmin admin;

  private RabbitBroker(RabbitBrokerOptions options) throws IOException {
    this.installation =
        RabbitInstallation.find()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "No RabbitMQ server was found: install the package rabbitmq-server,"
                            + " or name one with RABBITMQ_SERVER."));
    this.options = options;
    this.node = RabbitNode.choosePorts(options);
  }

  /** Whether there is one to run. */
  public static boolean isInstalled() {
    return RabbitInstallation.find().isPresent();
  }

  /** Chooses ports but starts nothing yet: for a broker that is down at first. */
  public static RabbitBroker prepare(RabbitBrokerOptions options) throws IOException {
    return new RabbitBroker(options);
  }

  /** Starts a broker and waits until it serves clients. */
  public static RabbitBroker start(RabbitBrokerOptions options)
      throws IOException, InterruptedException {
    RabbitBroker broker = prepare(options);
    try {
      broker.start();
      return broker;
    } catch (IOException | InterruptedException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /**
   * The broker that the test classes of this JVM share, also at the same time; it ends with the
   * JVM. Tests keep apart by {@linkplain RabbitAdmin#addVhost() a virtual host each}, and do to it
   * nothing that the others would feel: no stop, no pause, no alarm, no limit, no connection closed
   * but their own.
   */
  public static RabbitBroker shared() throws IOException, InterruptedException {
    return SharedRabbit.get();
  }

  /** Its address without TLS, {@code host:port}. */
  public String address() {
    return node.host() + ":" + node.port();
  }

  /** Its address with TLS, {@code host:port}. */
  public String tlsAddress() {
    if (options.tls() == null) {
      throw new IllegalStateException("this broker was made without TLS");
    }
    return node.host() + ":" + node.tlsPort();
  }

  String host() {
    return node.host();
  }

  /** The URI of a virtual host, without TLS, for the administrator. */
  public String uri(String vhost) {
    String encoded = URLEncoder.encode(vhost, StandardCharsets.UTF_8).replace("+", "%20");
    return "amqp://" + GUEST + ":" + GUEST + "@" + address() + "/" + encoded;
  }

  /** What its administrator can do; the broker must run. */
  public RabbitAdmin admin() {
    if (admin == null) {
      throw new IllegalStateException("the broker does not run");
    }
    return admin;
  }

  /** Where the process's output goes. */
  public Path output() {
    return options.folder().resolve("output.log");
  }

  /** Whether its process runs; a paused one does. */
  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Starts it, again on the same ports and data, and waits until it serves clients. */
  public void start() throws IOException, InterruptedException {
    startWithoutWaiting();
    awaitStarted();
  }

  void startWithoutWaiting() throws IOException {
    if (isRunning()) {
      throw new IllegalStateException("the broker runs already");
    }
    end();
    Files.createDirectories(options.folder());
    ProcessBuilder command = node.command(installation, options);
    process = ChildProcess.start(command, output(), output());
  }

  void awaitStarted() throws IOException, InterruptedException {
    ChildProcess started = running();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!Loopback.accepts(node.host(), node.port())) {
      if (!started.isAlive() || System.nanoTime() - deadline > 0) {
        String how = started.isAlive() ? "is not ready in " + START_LIMIT : "ended while starting";
        end();
        throw new IOException(
            "RabbitMQ " + how + "; " + output() + " ends with:\n" + ChildProcess.endOf(output()));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    ErlangShell shell =
        new ErlangShell(started.input(), options.folder().resolve("answers").toAbsolutePath());
    admin = new RabbitAdmin(shell);
    admin.evaluate("rabbit:await_startup()");
  }

  /** Shuts it down in order; kills it where that takes too long. */
  public void stop() throws IOException, InterruptedException {
    if (isRunning()) {
      // Not SIGTERM: Process.destroy closes standard input as well, which ends the node at once.
      admin().stopNode();
      running().await(STOP_LIMIT);
    }
    end();
  }

  /** Kills it (SIGKILL) and waits until it is gone. */
  public void kill() {
    end();
  }

  /** Freezes it (SIGSTOP): connections stay open, nothing answers. */
  public void pause() throws IOException, InterruptedException {
    running().pause();
  }

  /** Lets a paused broker go on (SIGCONT). */
  public void resume() throws IOException, InterruptedException {
    running().signal("CONT");
  }

  /** Kills it; the folder stays. */
  @Override
  public void close() {
    end();
  }

  private ChildProcess running() {
    if (process == null) {
      throw new IllegalStateException("the broker does not run");
    }
    return process;
  }

  private void end() {
    admin = null;
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
