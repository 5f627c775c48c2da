package io.acsexport.core.spool;

import io.acsexport.core.spool.RefusedException.Reason;
import io.acsexport.core.spool.SpoolItem.Gap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what is kept: frees segments that every cursor has passed, and makes room when the spool
 * or its disk is full, by letting destinations yield their oldest records where they may. Used by
 * the spool's own thread.
 */
final class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final Storage storage;
  private final Layout layout;
  private final SpoolOptions options;
  private final SegmentLog segments;
  private final CursorSet cursors;
  private final Growth growth;
  private final Counters counters;

  private volatile long reserved;

  /**
   * Bytes given back to a short disk and not taken again, up to one segment: that much may be used
   * although the disk is short. Without it, somebody else's full disk would eat up the backlog.
   */
  private long credit;

  /** {@link Growth#taken()} as it was when the credit was looked at last. */
  private long grown;

  private boolean diskFull;

  Retention(
      Storage storage,
      Layout layout,
      SpoolOptions options,
      SegmentLog segments,
      CursorSet cursors,
      Growth growth,
      Counters counters) {
    this.storage = storage;
    this.layout = layout;
    this.options = options;
    this.segments = segments;
    this.cursors = cursors;
    this.growth = growth;
    this.counters = counters;
  }

  /**
   * Deletes the oldest segment if every cursor has passed it, once the cursors on disk say so;
   * returns whether.
   */
  boolean freeOldest() throws IOException {
    Segment oldest = deletable();
    if (oldest == null || !isPassed(oldest)) {
      return false;
    }
    delete(oldest);
    return true;
  }

  /** The oldest segment, if it is settled. The newest stays: its name keeps the incarnation. */
  private @Nullable Segment deletable() {
    Segment[] now = segments.segments();
    return now.length > 1 && now[0].sealed() && now[0].writer() == null ? now[0] : null;
  }

  private boolean isPassed(Segment segment) {
    return cursors.all().stream().allMatch(cursor -> segment.isPassedAt(cursor.position()));
  }

  private void delete(Segment segment) throws IOException {
    for (DestinationCursor cursor : cursors.all()) {
      cursor.persistBeyond(segment);
    }
    // In order on disk, too: first its successor's name, then it, then what is deleted after it.
    storage.syncDirectory(layout.directory());
    storage.delete(segment.path());
    segments.remove(segment);
    credit = Math.min(options.segmentSize(), credit + segment.length());
  }

  /**
   * Makes room for one more segment. What is sealed has to be finished before, or it stays.
   *
   * @param mayYield whether destinations may be made to yield records now
   * @return what is in the way, or null where nothing is
   */
  @Nullable Obstacle makeRoom(boolean mayYield) throws IOException {
    while (left() < 0) {
      if (!mayYield || !yieldOldest()) {
        return full();
      }
    }
    forgetCreditTakenByGrowth();
    while ((diskFull || diskShort()) && credit < options.segmentSize()) {
      if (!mayYield || !yieldOldest()) {
        if (diskShort()) {
          return noSpace();
        }
        break; // a disk that was full may not be any more
      }
    }
    while (mayYield && left() < growthWanted() && yieldOldest()) {}
    return null;
  }

  /** A segment that grew took of what was given back: then as much is to be given back anew. */
  private void forgetCreditTakenByGrowth() {
    long now = growth.taken();
    if (now != grown) {
      credit = 0;
      grown = now;
    }
  }

  /** Whether there is room for one more segment with nothing deleted. */
  boolean hasRoom() throws IOException {
    return left() >= growthWanted() && !diskFull && !diskShort();
  }

  /** A spool that drops its oldest keeps as much free, so that it can grow, too. */
  private long growthWanted() {
    return growth.longest() - options.segmentSize();
  }

  /** What {@code max-size} leaves beside one more segment. */
  private long left() {
    return options.maxSize() - used() - options.segmentSize();
  }

  /**
   * Says how far segments may grow until the next one is needed: as far as the bounds allow.
   *
   * @return whether there is still room for that next one; else a segment grew since it was asked
   */
  boolean allowGrowth() throws IOException {
    long before = growth.taken();
    long space = storage.usableSpace(layout.directory()) - options.segmentSize() - minFree();
    long left = left();
    growth.allow(before, Math.min(space, left));
    return left >= 0;
  }

  /** Bytes that segments and dead letters take. */
  long used() {
    return segments.bytes() + reserved;
  }

  private boolean diskShort() throws IOException {
    long keepFree = minFree();
    return storage.usableSpace(layout.directory()) - options.segmentSize() < keepFree;
  }

  private long minFree() throws IOException {
    return options.minFreeOf(storage.totalSpace(layout.directory()));
  }

  /** The room made was used. */
  void segmentPrepared() {
    credit = 0;
    diskFull = false;
  }

  /** The disk turned out to be full whatever it had said. */
  void diskIsFull() {
    diskFull = true;
  }

  /** Frees the oldest segment although somebody still needs it; false where that is not allowed. */
  private boolean yieldOldest() throws IOException {
    Segment oldest = deletable();
    if (oldest == null) {
      return false;
    }
    List<DestinationCursor> behind = new ArrayList<>();
    for (DestinationCursor cursor : cursors.all()) {
      if (!oldest.isPassedAt(cursor.position())) {
        if (cursor.holds()) {
          return false;
        }
        behind.add(cursor);
      }
    }
    behind.forEach(cursor -> jump(cursor, oldest));
    delete(oldest);
    return true;
  }

  private void jump(DestinationCursor cursor, Segment segment) {
    Gap gap = cursor.jumpOver(segment);
    if (gap == null) {
      return;
    }
    counters.dropped.addAndGet(gap.count());
    log.warn(
        "Spool {} is full: destination '{}'{} loses its oldest {} records, {} to {}",
        layout.directory(),
        cursor.name(),
        cursor.isOpen() ? "" : " (no longer configured)",
        gap.count(),
        gap.first(),
        gap.last());
  }

  private Obstacle full() {
    return new Obstacle(
        Reason.FULL,
        String.format(
            Locale.ROOT,
            "Spool %s is full: %d of %d bytes used (spool.max-size), and a destination holds its"
                + " backlog. Let it drain, raise spool.max-size, or set when-full = drop-oldest",
            layout.directory(),
            used(),
            options.maxSize()),
        null);
  }

  private Obstacle noSpace() throws IOException {
    return new Obstacle(
        Reason.NO_SPACE,
        String.format(
            Locale.ROOT,
            "The disk under spool %s is short of space: %d bytes usable, a segment of %d is needed"
                + " and %d are to stay free (spool.min-free). Free some space",
            layout.directory(),
            storage.usableSpace(layout.directory()),
            options.segmentSize(),
            minFree()),
        null);
  }

  /** Called by any thread. */
  synchronized void reserve(long bytes) {
    long more = bytes - reserved;
    reserved = bytes;
    growth.take(more);
  }

  long reserved() {
    return reserved;
  }
}
