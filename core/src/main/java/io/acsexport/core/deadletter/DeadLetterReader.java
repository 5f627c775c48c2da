package io.acsexport.core.deadletter;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.core.spool.SpoolReader;
import java.io.IOException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Walks through the dead letters of one destination, oldest first. Used by one thread. */
public final class DeadLetterReader implements AutoCloseable {

  private final @Nullable SpoolReader entries;
  private final LongPredicate purged;
  private long unreadable;

  /**
   * Without entries where there is no log.
   *
   * @param purged whether the dead letter of this number is there no more
   */
  DeadLetterReader(@Nullable SpoolReader entries, LongPredicate purged) {
    this.entries = entries;
    this.purged = purged;
  }

  /**
   * The next dead letter, or null after the last. Entries that cannot be read are counted and
   * stepped over.
   *
   * @throws IOException when the disk cannot be read
   */
  public @Nullable StoredDeadLetter next() throws IOException {
    SpoolItem item = poll();
    while (item != null) {
      if (item instanceof SpoolItem.Gap gap) {
        unreadable += gap.count();
      } else if (item instanceof SpoolItem.Entry entry && !purged.test(entry.sequence())) {
        DeadLetter letter = decode(entry);
        if (letter != null) {
          return new StoredDeadLetter(entry.sequence(), letter);
        }
        unreadable++;
      }
      item = poll();
    }
    return null;
  }

  /** How many entries so far could not be read. */
  public long unreadable() {
    return unreadable;
  }

  @Override
  public void close() {
    if (entries != null) {
      entries.close();
    }
  }

  private @Nullable SpoolItem poll() throws IOException {
    return entries == null ? null : entries.poll();
  }

  private static @Nullable DeadLetter decode(SpoolItem.Entry entry) {
    try {
      return DeadLetterCodec.decode(entry.payload());
    } catch (IOException malformed) {
      return null; // counted: its checksum holds, so only a version that is newer can have written
      // it
    }
  }
}
