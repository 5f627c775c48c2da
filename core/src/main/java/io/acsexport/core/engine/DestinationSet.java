package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.delivery.WorkerStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The destinations of an exporter, by name in alphabetical order. They come and go while it runs.
 * Thread-safe: one change at a time, and neither start nor stop waits for it.
 */
final class DestinationSet {

  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  /**
   * How long one that is changed or removed goes on for what is stored: long enough for answers
   * that are on their way, so that little is repeated.
   */
  private static final Duration HANDOVER = Duration.ofSeconds(2);

  /** Held for moments, unlike the set's own monitor, which a change holds as long as it takes. */
  private final Object state = new Object();

  private Surroundings surroundings;
  private boolean closed;

  /** Never changed, only replaced. */
  private volatile SortedMap<String, Destination> destinations = new TreeMap<>();

  private boolean started;
  private boolean stopped;

  private DestinationSet(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Opens each destination's place in the spool; connects to none.
   *
   * @throws IOException when one cannot be opened; then all are closed
   */
  static DestinationSet open(List<DestinationConfig> configs, Surroundings surroundings)
      throws IOException {
    DestinationSet set = new DestinationSet(surroundings);
    SortedMap<String, Destination> opened = new TreeMap<>();
    try {
      for (DestinationConfig config : configs) {
        opened.put(config.name(), Destination.open(config, surroundings));
      }
    } catch (IOException | RuntimeException e) {
      opened.values().forEach(Destination::close);
      throw e;
    }
    set.destinations = Collections.unmodifiableSortedMap(opened);
    set.nameForsaken();
    return set;
  }

  private void nameForsaken() {
    TreeSet<String> forsaken = new TreeSet<>(surroundings.spool().cursorNames());
    forsaken.removeAll(destinations.keySet());
    if (!forsaken.isEmpty()) {
      LOG.warn(
          "The spool keeps the backlog of destinations that are no longer configured: {}. It is delivered "
              + "if they are configured again, and yields first when the spool is full.",
          String.join(", ", forsaken));
    }
  }

  /** The destination of that name; null where none is configured. */
  @Nullable Destination find(String name) {
    return destinations.get(name);
  }

  /** All there are now. */
  Collection<Destination> all() {
    return destinations.values();
  }

  /** Begins delivery. No effect the second time, nor after the stop. */
  void start() {
    synchronized (state) {
      started = true;
      startAll();
    }
  }

  private void startAll() {
    if (started && !stopped) {
      destinations.values().forEach(Destination::start);
    }
  }

  /**
   * Changes to other destinations. Those that stay as they are go on undisturbed; one that is
   * changed or removed ends first, so that no two transports of one destination ever live. Takes as
   * long as that, some seconds at most.
   *
   * @param attributes of the installation; where they change, all destinations do
   * @throws IOException when some could not be opened, while the others were; giving the same again
   *     tries those alone
   */
  synchronized Reconfiguration reconfigure(
      List<DestinationConfig> configs, Map<String, String> attributes, List<String> restart)
      throws IOException {
    if (closed) {
      throw new IllegalStateException("the exporter is closed");
    }
    if (isStopped()) {
      // The next start reads the configuration anew.
      return Reconfiguration.none(restart);
    }
    surroundings = surroundings.withAttributes(attributes);
    Handover handover = new Handover(new TreeMap<>(destinations), surroundings);
    for (DestinationConfig config : configs) {
      handover.want(config);
    }
    boolean unused = stop(handover.leaving(), HANDOVER);
    handover.run();
    synchronized (state) {
      destinations = handover.destinations();
      startAll();
    }
    return handover.result(restart);
  }

  /**
   * Ends delivery to all.
   *
   * @return whether everything was delivered
   */
  boolean stop(Duration drain) {
    Collection<Destination> leaving;
    synchronized (state) {
      stopped = true;
      leaving = destinations.values();
    }
    return stop(leaving, drain);
  }

  /** All at once: one destination that hangs must not use up the others' time. */
  private static boolean stop(Collection<Destination> leaving, Duration drain) {
    List<CompletableFuture<Boolean>> stops = new ArrayList<>();
    for (Destination destination : leaving) {
      CompletableFuture<Boolean> stopped = new CompletableFuture<>();
      NamedThreads threads = new NamedThreads("acs-export-stop-" + destination.name());
      threads
          .newThread(
              () -> {
                try {
                  stopped.complete(destination.stop(drain));
                } catch (RuntimeException | Error e) {
                  stopped.completeExceptionally(e);
                }
              })
          .start();
      stops.add(stopped);
    }
    boolean drained = true;
    for (CompletableFuture<Boolean> stopped : stops) {
      drained &=
          stopped
              .exceptionally(
                  e -> {
                    LOG.error(
                        "A destination did not stop properly; its events stay in the spool.", e);
                    return false;
                  })
              .join();
    }
    return drained;
  }

  private boolean isStopped() {
    synchronized (state) {
      return stopped;
    }
  }

  /** The state of each. */
  Map<String, WorkerStatus> status() {
    Map<String, WorkerStatus> workers = new LinkedHashMap<>();
    destinations.forEach((name, destination) -> workers.put(name, destination.status()));
    return workers;
  }

  /** Lets go of the spool; delivery has ended before. */
  synchronized void close() {
    closed = true;
    destinations.values().forEach(Destination::close);
  }
}
