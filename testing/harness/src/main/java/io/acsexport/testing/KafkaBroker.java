package io.acsexport.testing;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in a process of its own, on loopback, which is its own controller or has its
 * ZooKeeper with it. Its ports, chosen when it is made, and its data stay the same over {@link
 * #stop}, {@link #kill} and {@link #start}. Used by one thread.
 *
 * <p>Its folder holds {@code data}, {@code server.properties} and {@code output.log}.
 */
public final class KafkaBroker implements AutoCloseable {

  private static final String OWN_LISTENER = "PLAINTEXT";

  /** Its own controller's port, or ZooKeeper's. */
  private static final String CONTROLLER = "CONTROLLER";

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final KafkaBrokerOptions options;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private @Nullable String voters;
  private @Nullable ChildProcess process;

  private KafkaBroker(KafkaBrokerOptions options) throws IOException {
    this.options = options;
    List<String> names = new ArrayList<>(List.of(OWN_LISTENER, CONTROLLER));
    names.addAll(options.listeners().keySet());
    List<Integer> free = Loopback.freePorts(names.size());
    for (int i = 0; i < names.size(); i++) {
      ports.put(names.get(i), free.get(i));
    }
  }

  /** Chooses ports but starts nothing yet: for a broker that is down at first. */
  public static KafkaBroker prepare(KafkaBrokerOptions options) throws IOException {
    return new KafkaBroker(options);
  }

  /** Starts a broker and waits until it serves clients. */
  public static KafkaBroker start(KafkaBrokerOptions options)
      throws IOException, InterruptedException {
    KafkaBroker broker = prepare(options);
    try {
      broker.start();
      return broker;
    } catch (IOException | InterruptedException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** Address of the listener without security, for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers(OWN_LISTENER);
  }

  /** Address of one of the further listeners. */
  public String bootstrapServers(String listener) {
    Integer port = ports.get(listener);
    if (port == null) {
      throw new IllegalArgumentException("no listener " + listener);
    }
    return "127.0.0.1:" + port;
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

  /** Its controller's address, for the others of a cluster. */
  String controller() {
    return "127.0.0.1:" + ports.get(CONTROLLER);
  }

  /** Makes it one of a cluster; before the first start. */
  void join(String allVoters) {
    voters = allVoters;
  }

  void startWithoutWaiting() throws IOException {
    boolean archived = options.release() == KafkaRelease.CURRENT;
    launch(archived ? BrokerArchive.options() : List.of());
  }

  /** Starts it with this option of the JVM instead of the archive, and waits as well. */
  void startWith(String jvmOption) throws IOException, InterruptedException {
    launch(List.of(jvmOption));
    awaitStarted();
  }

  private void launch(List<String> jvmOptions) throws IOException {
    if (isRunning()) {
      throw new IllegalStateException("the broker runs already");
    }
    end();
    Path folder = Files.createDirectories(options.folder());
    Path ready = folder.resolve("ready");
    Files.deleteIfExists(ready);
    Path properties = writeProperties();
    List<String> all = new ArrayList<>(jvmOptions);
    all.addAll(List.of("-Xms32m", "-Xmx" + options.heapMegabytes() + "m"));
    process =
        ForkedJvm.start(
            options.release(),
            all,
            List.of(
                ChildMain.class.getName(),
                options.release().mainClass().getName(),
                properties.toString(),
                ready.toString()),
            output(),
            output());
  }

  void awaitStarted() throws IOException, InterruptedException {
    ChildProcess started = running();
    Path ready = options.folder().resolve("ready");
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!Files.exists(ready)
        || !Loopback.accepts("127.0.0.1", ports.getOrDefault(OWN_LISTENER, 0))) {
      if (!started.isAlive() || System.nanoTime() - deadline > 0) {
        String how = started.isAlive() ? "not ready in " + START_LIMIT : "ended while starting";
        end();
        throw new IOException(
            "Kafka broker "
                + how
                + "; "
                + output()
                + " ends with:\n"
                + ChildProcess.endOf(output()));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Shuts it down cleanly; kills it where that takes too long. */
  public void stop() throws IOException, InterruptedException {
    ChildProcess running = process;
    if (running != null) {
      running.input().close();
      running.await(STOP_LIMIT);
      end();
    }
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

  private void end() {
    if (process != null) {
      process.close();
      process = null;
    }
  }

  private ChildProcess running() {
    ChildProcess running = process;
    if (running == null) {
      throw new IllegalStateException("the broker does not run");
    }
    return running;
  }

  private Path writeProperties() throws IOException {
    Properties properties = new Properties();
    properties.putAll(KafkaServerDefaults.PROPERTIES);
    properties.putAll(listenerProperties());
    properties.putAll(controllerProperties());
    properties.setProperty("log.dirs", options.folder().resolve("data").toString());
    properties.putAll(options.overrides());
    Path file = options.folder().resolve("server.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file;
  }

  private Map<String, String> controllerProperties() {
    if (options.release().needsZooKeeper()) {
      return Map.of("broker.id", "1", "zookeeper.connect", controller());
    }
    Map<String, String> properties = new LinkedHashMap<>(KafkaServerDefaults.KRAFT);
    properties.put("controller.listener.names", CONTROLLER);
    properties.put("controller.quorum.voters", voters == null ? "1@" + controller() : voters);
    return properties;
  }

  private Map<String, String> listenerProperties() {
    List<String> bound = new ArrayList<>();
    List<String> advertised = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    ports.forEach(
        (name, port) -> {
          String address = name + "://127.0.0.1:" + port;
          boolean controller = name.equals(CONTROLLER);
          if (controller && options.release().needsZooKeeper()) {
            return;
          }
          bound.add(address);
          protocols.add(name + ":" + options.listeners().getOrDefault(name, "PLAINTEXT"));
          if (name.equals(OWN_LISTENER) && options.advertised() != null) {
            advertised.add(name + "://" + options.advertised());
          } else if (!controller) {
            advertised.add(address);
          }
        });
    return Map.of(
        "listeners",
        String.join(",", bound),
        "advertised.listeners",
        String.join(",", advertised),
        "listener.security.protocol.map",
        String.join(",", protocols),
        "inter.broker.listener.name",
        OWN_LISTENER);
  }
}
