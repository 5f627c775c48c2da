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

/** The destinations of an exporter, by name in alphabetical order. Thread-safe. */
final class DestinationSet {

  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  private final Surroundings surroundings;

  /** Never changed, only replaced. */
  private volatile SortedMap<String, Destination> destinations = new TreeMap<>();

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

  /** Begins delivery. No effect the second time. */
  void start() {
    destinations.values().forEach(Destination::start);
  }

  /**
   * Ends delivery to all.
   *
   * @return whether everything was delivered
   */
  boolean stop(Duration drain) {
    return stop(destinations.values(), drain);
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

  /** The state of each. */
  Map<String, WorkerStatus> status() {
    Map<String, WorkerStatus> workers = new LinkedHashMap<>();
    destinations.forEach((name, destination) -> workers.put(name, destination.status()));
    return workers;
  }

  /** Lets go of the spool; delivery has ended before. */
  void close() {
    destinations.values().forEach(Destination::close);
  }
}
