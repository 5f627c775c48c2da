package io.acsexport.core.spool;

import io.acsexport.core.spool.SpoolItem.Entry;
import io.acsexport.core.spool.SpoolItem.Gap;
import io.acsexport.core.spool.SpoolItem.Reason;
import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the log for a cursor, or for nobody. Has a file handle of its own, and no lock. */
final class LogReader implements SpoolReader {

  private static final Logger log = LoggerFactory.getLogger(LogReader.class);
  private static final int CHUNK = 128 << 10;

  private final Storage storage;
  private final Layout layout;
  private final SegmentLog segments;
  private final FrameChecksum checksum;
  private final Counters counters;
  private final Doorbell doorbell;
  private final @Nullable DestinationCursor cursor;

  private @Nullable Segment segment;
  private @Nullable StorageFile file;
  private @Nullable FrameScanner scanner;
  private @Nullable Entry ahead;
  private int loads;

  /** Everything up to here was handed out. */
  private volatile long passed;

  /** Up to here there was nothing more to find when last looked at. */
  private volatile long examined;

  private volatile boolean closed;

  /** Reads what follows this sequence, and what the cursor jumped over, if there is one. */
  LogReader(
      Storage storage,
      Layout layout,
      SegmentLog segments,
      FrameChecksum checksum,
      Counters counters,
      Doorbell doorbell,
      long after,
      @Nullable DestinationCursor cursor) {
    this.storage = storage;
    this.layout = layout;
    this.segments = segments;
    this.checksum = checksum;
    this.counters = counters;
    this.doorbell = doorbell;
    this.cursor = cursor;
    this.passed = after;
    this.examined = after;
  }

  @Override
  public synchronized @Nullable SpoolItem poll() throws IOException {
    requireOpen();
    long appended = segments.last();
    while (true) {
      Gap jumped = jumped();
      if (jumped != null) {
        return handOutJump(jumped);
      }
      if (ahead != null) {
        return handOutAhead(ahead);
      }
      Segment now = segment;
      if (now == null) {
        now = segments.firstWithMoreThan(passed);
        if (now == null) {
          examined = appended;
          return null;
        }
        if (!enter(now)) {
          continue;
        }
      }
      Gap lost = lostBefore(now);
      if (lost != null) {
        return handOut(lost);
      }
      boolean sealed = now.sealed();
      long end = now.end();
      long last = now.last();
      FrameScanner frames = scanner;
      if (frames != null && frames.next(end, Math.max(passed, now.base() - 1), last)) {
        found(now, frames);
        continue;
      }
      if (!sealed) {
        examined = appended;
        return null;
      }
      long expected = Math.max(passed + 1, now.base());
      if (expected <= last) {
        return handOut(damaged(now, expected, last));
      }
      leave();
    }
  }

  /** A record to hand out, unless the cursor jumped meanwhile or records before it are missing. */
  private void found(Segment now, FrameScanner frames) {
    long sequence = frames.sequence();
    ahead = new Entry(sequence, frames.accepted(), frames.payload());
    if (cursor != null && loads != frames.loads()) {
      loads = frames.loads();
      cursor.passed(now, sequence - 1, frames.frameStart());
    }
  }

  private void requireOpen() throws IOException {
    if (closed || segments.isClosed()) {
      throw new IOException("Reading a spool that is closed" + (closed ? " for this reader" : ""));
    }
  }

  private @Nullable Gap jumped() {
    return cursor == null ? null : cursor.state().gapAbove(passed);
  }

  private SpoolItem handOutAhead(Entry next) {
    Segment now = segment;
    long expected = now == null ? passed + 1 : Math.max(passed + 1, now.base());
    if (now != null && next.sequence() > expected) {
      return handOut(damaged(now, expected, next.sequence() - 1));
    }
    ahead = null;
    return handOut(next);
  }

  private SpoolItem handOutJump(Gap gap) {
    if (ahead != null && ahead.sequence() <= gap.last()) {
      ahead = null;
    }
    Segment now = segment;
    if (now != null && now.sealed() && now.last() <= gap.last()) {
      leave();
    }
    return handOut(gap);
  }

  private SpoolItem handOut(SpoolItem item) {
    passed = item.sequence();
    return item;
  }

  /** Opens a segment. False where it was freed meanwhile; a file that is gone is all damage. */
  private boolean enter(Segment next) throws IOException {
    StorageFile opened = null;
    try {
      opened = storage.openForReading(next.path());
    } catch (IOException e) {
      if (!segments.contains(next)) {
        return false;
      }
      if (isThere(next)) {
        throw e;
      }
    }
    segment = next;
    file = opened;
    scanner = opened == null ? null : scannerOf(next, opened);
    loads = 0;
    return true;
  }

  private boolean isThere(Segment wanted) throws IOException {
    return storage.list(layout.directory()).stream()
        .anyMatch(name -> layout.directory().resolve(name).equals(wanted.path()));
  }

  private FrameScanner scannerOf(Segment next, StorageFile opened) {
    long from = cursor == null ? SegmentHeader.SIZE : cursor.startIn(next, passed);
    return new FrameScanner(checksum, opened, from, next.longestPayload(), CHUNK);
  }

  private Gap damaged(Segment where, long first, long last) {
    long count = last - first + 1;
    if (where.isNewDamage(last)) {
      counters.damaged.addAndGet(count);
      log.warn("{} records, {} to {}, are damaged in {}", count, first, last, where);
    }
    return new Gap(first, last, count, Reason.DAMAGED);
  }

  /** What is missing because a whole file between two segments is gone. */
  private @Nullable Gap lostBefore(Segment now) {
    long lost = now.lostAfter(passed);
    if (lost == 0) {
      return null;
    }
    long first = passed + 1;
    long last = now.base() - 1;
    if (now.isNewDamage(last)) {
      counters.damaged.addAndGet(lost);
      log.warn("{} records between {} and {} are missing before {}", lost, first, last, now);
    }
    return new Gap(first, last, lost, Reason.DAMAGED);
  }

  private void leave() {
    segment = null;
    scanner = null;
    StorageFile left = file;
    file = null;
    if (left != null) {
      try {
        left.close();
      } catch (IOException e) {
        log.warn("Cannot close a segment after reading it: {}", e.toString());
      }
    }
  }

  private boolean hasMore() {
    return closed
        || segments.isClosed()
        || segments.last() > examined
        || ahead != null
        || jumped() != null;
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    return doorbell.await(this::hasMore, timeout.toNanos()) && !closed && !segments.isClosed();
  }

  @Override
  public void close() {
    closed = true;
    doorbell.ring();
    synchronized (this) {
      ahead = null;
      leave();
    }
  }
}
