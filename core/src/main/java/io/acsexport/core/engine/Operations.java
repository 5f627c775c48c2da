package io.acsexport.core.engine;

import io.acsexport.core.deadletter.DeadLetterLog;
import io.acsexport.core.deadletter.DeadLetterReader;
import io.acsexport.core.deadletter.StoredDeadLetter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator may do with an exporter that runs: pause, resume, look at dead letters, replay,
 * purge, forget. Destinations are named; for one that is not configured every method throws {@link
 * NoSuchDestinationException}. Thread-safe.
 */
public final class Operations {

  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

  private final Exporter exporter;

  Operations(Exporter exporter) {
    this.exporter = exporter;
  }

  /** No destination of that name is configured. */
  public static final class NoSuchDestinationException extends Exception {
    NoSuchDestinationException(String message) {
      super(message);
    }
  }

  /**
   * What {@link ExporterStatus} does not say of a destination.
   *
   * @param transport the name of its transport
   * @param position up to which sequence everything is resolved
   * @param deadLetters how many are kept, or null where that cannot be read
   * @param pausedSince since when the operator has it paused, or null where it is not
   */
  public record Details(
      String transport, long position, @Nullable Long deadLetters, @Nullable Instant pausedSince) {}

  /**
   * What came of a replay.
   *
   * @param replayed how many are under way again
   * @param unreadable how many stay because their event cannot be read
   * @param stopped why the rest stays, or null where none does
   */
  public record Replayed(long replayed, long unreadable, @Nullable String stopped) {}

  /** A closer look at a destination. Opens its dead letters where there are any. */
  public Details details(String name) throws NoSuchDestinationException {
    Destination destination = destination(name);
    Long deadLetters = null;
    Instant pausedSince = null;
    try {
      pausedSince = paused().since(name);
      deadLetters = destination.deadLetters().count();
    } catch (IOException unreadable) {
      LOG.debug("Cannot tell everything of destination {}", name, unreadable);
    }
    return new Details(destination.transport(), destination.position(), deadLetters, pausedSince);
  }

  /** Delivers nothing to a destination until it is resumed, restarts included. */
  public void pause(String name) throws NoSuchDestinationException, IOException {
    Destination destination = destination(name);
    boolean already = paused().since(name) != null;
    paused().pause(name, exporter.clock().instant());
    destination.pause();
    if (!already) {
      LOG.warn(
          "Destination {} was paused by the operator: nothing is delivered to it and its backlog"
              + " grows until 'acs-export resume {}', across restarts.",
          name,
          name);
    }
  }

  /** Ends a pause. */
  public void resume(String name) throws NoSuchDestinationException, IOException {
    Destination destination = destination(name);
    boolean wasPaused = paused().since(name) != null;
    paused().resume(name);
    destination.resume();
    if (wasPaused) {
      LOG.info("Destination {} was resumed by the operator.", name);
    }
  }

  /**
   * The dead letters of a destination, oldest first. Close the reader soon.
   *
   * @throws IOException when they cannot be read
   */
  public DeadLetterReader deadLetters(String name) throws NoSuchDestinationException, IOException {
    return destination(name).deadLetters().list();
  }

  /**
   * Appends the events of some dead letters again, for this destination alone, and takes the
   * letters out. A crash in between repeats them.
   *
   * @throws IOException when that failed; some may have been appended
   */
  public Replayed replay(String name, Predicate<StoredDeadLetter> which)
      throws NoSuchDestinationException, IOException {
    Replay replay = new Replay(name, which, exporter.spool());
    destination(name).deadLetters().takeOut(replay);
    Replayed result = replay.result();
    LOG.info("{} dead letters of destination {} are replayed", result.replayed(), name);
    return result;
  }

  /**
   * Deletes some dead letters for good.
   *
   * @return how many
   * @throws IOException when that failed
   */
  public long purge(String name, Predicate<StoredDeadLetter> which)
      throws NoSuchDestinationException, IOException {
    DeadLetterLog log = destination(name).deadLetters();
    long purged =
        log.takeOut(
            letter ->
                which.test(letter)
                    ? DeadLetterLog.Taker.Answer.TAKE_OUT
                    : DeadLetterLog.Taker.Answer.KEEP);
    LOG.info("{} dead letters of destination {} were purged by the operator", purged, name);
    return purged;
  }

  /** What is kept of destinations that are no longer configured; nothing has to be closed. */
  public ForsakenDestinations forsaken() {
    return ForsakenDestinations.in(
        exporter.spool(),
        exporter.spoolOptions(),
        new TreeSet<>(exporter.destinationNames()),
        exporter.clock());
  }

  /**
   * Stores an event for some destinations alone.
   *
   * @param only their names; all get it where none is named
   * @return the event's sequence
   * @throws PublishRefusedException when it was not stored
   */
  public long send(PublishRequest request, Set<String> only)
      throws NoSuchDestinationException, PublishRefusedException {
    for (String name : only) {
      destination(name);
    }
    return exporter.publish(request, only);
  }

  /** Where the spool is. */
  public Path directory() {
    return exporter.spoolOptions().directory();
  }

  /** The most bytes that an event may have in the spool. */
  public int longestEvent() {
    return exporter.spoolOptions().maxRecordSize();
  }

  private PausedDestinations paused() {
    return PausedDestinations.of(exporter.spoolOptions());
  }

  private Destination destination(String name) throws NoSuchDestinationException {
    Destination found = exporter.find(name);
    if (found == null) {
      throw new NoSuchDestinationException(
          "There is no destination '"
              + name
              + "'. Configured: "
              + String.join(", ", exporter.destinationNames())
              + ".");
    }
    return found;
  }
}
