package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.deadletter.DeadLetterLog;
import io.acsexport.core.deadletter.DeadLetterReader;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolCursor;
import io.acsexport.core.spool.SpoolLockedException;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the spool keeps of destinations that are no longer configured. Where no exporter runs the
 * spool is locked from {@link #open} to close; a running one gives access to its own. For one
 * thread.
 */
public final class ForsakenDestinations implements AutoCloseable {

  private static final String ROOT = "root";

  private final Spool spool;
  private final SpoolOptions options;
  private final Clock clock;
  private final Set<String> configured;
  private final boolean owner;

  private ForsakenDestinations(
      Spool spool, SpoolOptions options, Set<String> configured, Clock clock, boolean owner) {
    this.spool = spool;
    this.options = options;
    this.configured = Set.copyOf(configured);
    this.clock = clock;
    this.owner = owner;
  }

  /** In the spool of an exporter, which is left open. */
  static ForsakenDestinations in(
      Spool spool, SpoolOptions options, Set<String> configured, Clock clock) {
    return new ForsakenDestinations(spool, options, configured, clock, false);
  }

  /**
   * Opens the spool of a configuration.
   *
   * @throws SpoolLockedException when an exporter runs on it
   * @throws NoSuchFileException when there is none
   */
  public static ForsakenDestinations open(ExporterConfig config, Clock clock) throws IOException {
    SpoolOptions options = Exporter.withRoomForProperties(config.spool());
    Path directory = options.directory();
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString(), null, "there is no spool");
    }
    requireOwner(directory);
    Set<String> configured =
        config.destinations().stream().map(DestinationConfig::name).collect(Collectors.toSet());
    return new ForsakenDestinations(Spool.open(options, clock), options, configured, clock, true);
  }

  /** Opening makes files; those of root the exporter could not open afterwards. */
  private static void requireOwner(Path directory) throws IOException {
    String owner = Files.getOwner(directory).getName();
    if (System.getProperty("user.name", "").equals(ROOT) && !owner.equals(ROOT)) {
      throw new IOException(
          directory
              + " belongs to user '"
              + owner
              + "', who could not open what root makes in it; run this as that user: sudo -u "
              + owner
              + " \u2026");
    }
  }

  /** Those of the {@link #names} that have a place in the spool; reads no file. */
  public Set<String> withCursor() {
    Set<String> names = new TreeSet<>(spool.cursorNames());
    names.removeAll(configured);
    return names;
  }

  /** The destinations of which there is a cursor or a dead letter, in alphabetical order. */
  public Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>(spool.cursorNames());
    Path deadLetters = Surroundings.deadLetterFolder(options);
    if (Files.isDirectory(deadLetters)) {
      try (Stream<Path> folders = Files.list(deadLetters)) {
        folders.map(folder -> folder.getFileName().toString()).forEach(names::add);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    names.removeAll(configured);
    return names;
  }

  /**
   * What is kept for a destination.
   *
   * @param events of the stream that it has not got, those included that its filter would not have
   *     taken
   * @param oldest when the oldest of them was accepted; null where there is none or it is unknown
   * @param deadLetters of it, unreadable ones included
   */
  public record Kept(long events, @Nullable Instant oldest, long deadLetters) {}

  /**
   * What is kept for one of the {@link #names}.
   *
   * @throws IllegalArgumentException for any other
   */
  public Kept kept(String name) throws IOException {
    requireForsaken(name);
    long letters = deadLetters(name);
    if (!spool.cursorNames().contains(name)) {
      return new Kept(0, null, letters);
    }
    SpoolCursor.Backlog backlog = spool.openCursor(name, StartAt.LATEST, WhenFull.HOLD).backlog();
    spool.closeCursor(name);
    Long oldest = backlog.oldestAcceptedMillis();
    return new Kept(
        backlog.events(), oldest == null ? null : Instant.ofEpochMilli(oldest), letters);
  }

  private long deadLetters(String name) throws IOException {
    try (DeadLetterLog log = log(name);
        DeadLetterReader reader = log.list()) {
      long count = 0;
      while (reader.next() != null) {
        count++;
      }
      return count + reader.unreadable();
    }
  }

  /**
   * Deletes cursor and dead letters of one of the {@link #names}. Where it fails half-way it may be
   * repeated.
   *
   * @throws IllegalArgumentException for any other
   */
  public void forget(String name) throws IOException {
    requireForsaken(name);
    try (DeadLetterLog log = log(name)) {
      log.delete();
    }
    spool.forgetCursor(name);
    PausedDestinations.of(options).resume(name);
  }

  private DeadLetterLog log(String name) {
    Path folder = Surroundings.deadLetterFolder(options).resolve(name);
    return new DeadLetterLog(folder, options, clock, bytes -> {});
  }

  private void requireForsaken(String name) throws IOException {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "nothing is kept of a forsaken destination '" + name + "'");
    }
  }

  @Override
  public void close() {
    if (owner) {
      spool.close();
    }
  }
}
