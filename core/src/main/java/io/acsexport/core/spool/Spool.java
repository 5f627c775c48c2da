package io.acsexport.core.spool;

import io.acsexport.transport.SpoolIdentity;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;

/** The durable log between the publishing threads and the destinations. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester")
public final class Spool implements AutoCloseable {

  private Spool() {}

  /**
   * Opens the spool of a directory, making it where there is none.
   *
   * @throws SpoolLockedException when it is open already
   */
  public static Spool open(SpoolOptions options, Clock clock) throws IOException {
    throw new UnsupportedOperationException(options + " " + clock);
  }

  static Spool open(SpoolOptions options, Clock clock, Storage storage) throws IOException {
    throw new UnsupportedOperationException(options + " " + clock + storage);
  }

  /** Who numbers the records. */
  public SpoolIdentity identity() {
    throw new UnsupportedOperationException();
  }

  /**
   * Appends a record. Uninterruptible: an interrupt is kept for the caller.
   *
   * @param timeoutNanos how long to wait for other appends and, with {@code fsync = always}, for
   *     the sync
   * @return its sequence
   */
  public long append(byte[] buffer, int offset, int length, long timeoutNanos)
      throws RefusedException {
    throw new RefusedException(RefusedException.Reason.CLOSED, "", null);
  }

  /** Opens a destination's cursor, or makes it. Fails if that name is open already. */
  public SpoolCursor openCursor(String name, StartAt startIfNew, WhenFull whenFull)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Closes a cursor; it stays on disk, keeps its backlog, and yields first when full. */
  public void closeCursor(String name) {}

  /** Deletes a cursor that is not open. */
  public void forgetCursor(String name) throws IOException {}

  /** The names of all cursors on disk. */
  public Set<String> cursorNames() {
    return Set.of();
  }

  /** Reads from this sequence on, without a cursor; what is deleted meanwhile is left out. */
  public SpoolReader browse(long fromSequence) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Declares how many bytes dead letters take now; they count into the bound. */
  public void reserve(long bytes) {}

  /** A snapshot of counters and sizes. */
  public SpoolStats stats() {
    throw new UnsupportedOperationException();
  }

  /** Makes everything appended and committed so far durable. */
  public void syncNow() throws IOException {}

  @Override
  public void close() {}
}
