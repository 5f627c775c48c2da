package io.acsexport.core.reload;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.Reconfiguration;
import io.acsexport.core.reload.ConfigurationReader.Checked;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one exporter there is at a time, or none while no destination is configured. For one thread
 * at a time, except {@link #serves} and {@link #close}.
 */
final class ExporterSlot implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredExporter.class);

  /** For answers that are on their way when the last destination is taken away. */
  private static final Duration LAST_DRAIN = Duration.ofSeconds(2);

  private final Path file;
  private final Clock clock;
  private final Companion.Maker companions;
  private final Consumer<Condition> listener;
  private volatile @Nullable Exporter present;
  private @Nullable Companion companion;
  private volatile boolean closed;
  private boolean emptyTold;
  private List<String> waitingTold = List.of();

  /**
   * An empty one.
   *
   * @param file the configuration file, for messages
   * @param companions make what lives beside each exporter
   * @param listener told when an exporter is there, has another drain time or is no more
   */
  ExporterSlot(Path file, Clock clock, Companion.Maker companions, Consumer<Condition> listener) {
    this.file = file;
    this.clock = clock;
    this.companions = companions;
    this.listener = listener;
  }

  boolean isEmpty() {
    return present == null;
  }

  /** Whether a destination runs with these very settings. */
  boolean serves(DestinationConfig destination) {
    Exporter exporter = present;
    return exporter != null && exporter.serves(destination);
  }

  /** A changed configuration could not be put in force; what runs goes on. */
  void refused() {
    Exporter exporter = present;
    if (exporter != null) {
      exporter.reloaded(false);
    }
  }

  /**
   * What is not in force yet of a configuration that is.
   *
   * @param restart keys that need a restart of the host
   * @param waiting destinations whose transport has to let go first
   */
  record Rest(List<String> restart, List<String> waiting) {
    static final Rest NONE = new Rest(List.of(), List.of());
  }

  /**
   * Puts a configuration in force.
   *
   * @throws IOException when the spool, or a destination's part of it, cannot be opened; the
   *     message says what was not done
   */
  Rest put(Checked checked) throws IOException {
    ExporterConfig config = checked.loaded().config();
    if (config.destinations().isEmpty()) {
      clear();
      return Rest.NONE;
    }
    emptyTold = false;
    Exporter exporter = present;
    if (exporter == null) {
      open(config, checked.node());
      return Rest.NONE;
    }
    Reconfiguration done = exporter.reconfigure(config, checked.node());
    exporter.reloaded(true);
    if (companion != null) {
      companion.follow(config);
    }
    listener.accept(new Condition.Running(exporter, config.drainTimeout()));
    List<String> waiting = List.copyOf(done.waiting());
    if (waiting.isEmpty() || !waiting.equals(waitingTold)) {
      tell(done);
    }
    waitingTold = waiting;
    return new Rest(done.restart(), waiting);
  }

  private void open(ExporterConfig config, String node) throws IOException {
    Exporter exporter = Exporter.open(config, node, clock);
    present = exporter;
    if (closed) {
      exporter.close();
      return;
    }
    companion = companions.of(exporter, config, node);
    listener.accept(new Condition.Running(exporter, config.drainTimeout()));
  }

  private void tell(Reconfiguration done) {
    List<String> parts = new ArrayList<>();
    add(parts, "added", done.added());
    add(parts, "removed, with its backlog kept,", done.removed());
    add(parts, "changed", done.changed());
    if (!parts.isEmpty()) {
      LOG.info(
          "The changed configuration {} is applied. Destinations {}; others were not disturbed.",
          file,
          String.join("; ", parts));
    } else if (done.waiting().isEmpty()) {
      LOG.info("The changed configuration {} is applied. No destination is another.", file);
    }
    if (!done.waiting().isEmpty()) {
      LOG.warn(
          "The change of destination {} waits until its transport, which does not answer, has let"
              + " go of its thread.",
          String.join(", ", done.waiting()));
    }
  }

  private static void add(List<String> parts, String what, SortedSet<String> names) {
    if (!names.isEmpty()) {
      parts.add(what + " " + String.join(", ", names));
    }
  }

  /** Tells why it is empty. */
  void tell(Condition.Idle idle) {
    emptyTold = idle.intended();
    listener.accept(idle);
  }

  /** No destination is configured: the spool is closed, and what it holds is kept. */
  private void clear() {
    if (!emptyTold) {
      tell(
          new Condition.Idle(
              true, "No destination is configured in " + file + ": nothing is exported.", null));
    }
    Exporter exporter = present;
    if (exporter != null) {
      present = null;
      boolean unused = exporter.stop(LAST_DRAIN);
      closeBoth(exporter);
    }
  }

  private void closeBoth(Exporter exporter) {
    Companion last = companion;
    companion = null;
    try {
      if (last != null) {
        last.close();
      }
    } finally {
      exporter.close();
    }
  }

  /** Ends delivery at once; what is going on in another thread ends the sooner. */
  void stop() {
    closed = true;
    Exporter exporter = present;
    if (exporter != null) {
      boolean unused = exporter.stop(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    stop();
    Exporter exporter = present;
    if (exporter != null) {
      present = null;
      closeBoth(exporter);
    }
  }
}
