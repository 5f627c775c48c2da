package io.acsexport.core.spool;

import io.acsexport.core.spool.SegmentMaker.Prepared;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes records from the publishing threads: one write for each, under one lock. No wait in here
 * ends by an interrupt, and all of them are bounded; the write itself lasts as long as the disk
 * makes it last, and then the other threads are refused at once.
 */
final class Appender {

  private final SpoolOptions options;
  private final Clock clock;
  private final SegmentLog segments;
  private final SegmentMaker maker;
  private final Growth growth;
  private final Counters counters;
  private final Refusals refusals;
  private final FrameEncoder encoder;
  private final Runnable segmentWanted;

  private final AppendLock lock = new AppendLock();

  // Guarded by the lock.
  private @Nullable OpenSegment active;
  private @Nullable Prepared spare;
  private long appended;

  /** Bytes by which the segment grows for the record in hand. */
  private long growing;

  private volatile boolean closed;
  private volatile boolean used;
  private volatile boolean spareMissing = true;
  private volatile @Nullable Obstacle obstacle;

  /**
   * An appender without a segment yet.
   *
   * @param segmentWanted called under the lock when a segment has to be prepared
   */
  Appender(
      SpoolOptions options,
      Clock clock,
      SegmentLog segments,
      SegmentMaker maker,
      Growth growth,
      Counters counters,
      Refusals refusals,
      FrameEncoder encoder,
      Runnable segmentWanted) {

    this.options = options;
    this.clock = clock;
    this.segments = segments;
    this.maker = maker;
    this.growth = growth;
    this.counters = counters;
    this.refusals = refusals;
    this.encoder = encoder;
    this.segmentWanted = segmentWanted;
  }

  /** Appends a record and returns its sequence; {@code start} is when the caller began. */
  long append(byte[] payload, int offset, int length, long start, long timeoutNanos)
      throws RefusedException {
    if (length > options.maxRecordSize()) {
      throw refusals.tooLarge(length);
    }
    if (!lock.acquire(start, timeoutNanos)) {
      throw refusals.stalled("other appends take too long");
    }
    try {
      if (!used) {
        used = true;
      }
      int size = Frame.size(length);
      while (true) {
        OpenSegment target = withRoomFor(size, start, timeoutNanos);
        boolean prepared = target.endOf(size) <= options.segmentSize();
        long sequence = segments.last() + 1;
        encoder.encode(sequence, clock.millis(), payload, offset, length);
        try {
          write(target, sequence, size);
          return sequence;
        } catch (IOException e) {
          sealActive();
          if (prepared || !DiskFull.is(e)) {
            throw refusals.failed(e);
          }
          // No room to grow: the next segment may have its room already, or be given some.
        }
      }
    } finally {
      lock.release();
    }
  }

  private void write(OpenSegment target, long sequence, int size) throws IOException {
    lock.beginWrite();
    try {
      target.append(sequence, encoder.bytes(), size);
    } finally {
      lock.endWrite();
      growth.take(growing);
      growing = 0;
    }
    segments.appended(sequence);
    counters.appended(++appended);
  }

  /** The active segment with this much room, after rolling, growing or waiting where needed. */
  private OpenSegment withRoomFor(int size, long start, long timeoutNanos) throws RefusedException {
    while (true) {
      if (closed) {
        throw refusals.closed();
      }
      if (active != null && active.hasRoomFor(size)) {
        return active;
      }
      if (spare != null && !emptySegmentLeft()) {
        roll(spare);
        continue;
      }
      Obstacle now = obstacle;
      if (now != null) {
        throw refusals.obstructed(now);
      }
      if (active != null && grow(active, size)) {
        return active;
      }
      long left = timeoutNanos - (System.nanoTime() - start);
      if (left <= 0) {
        throw refusals.stalled("the next segment is not prepared yet");
      }
      segmentWanted.run();
      lock.awaitRoom(left);
    }
  }

  private boolean grow(OpenSegment segment, int size) {
    long bytes = segment.shortOf(size);
    if (segment.endOf(size) > growth.longest() || !growth.allows(bytes)) {
      return false;
    }
    segment.growFor(size);
    growing = bytes;
    return true;
  }

  private void roll(Prepared prepared) throws RefusedException {
    spare = null;
    lock.beginWrite();
    try {
      become(maker.activate(prepared, segments.last() + 1, segments.lastRecord()));
    } catch (IOException e) {
      throw refusals.failed(e);
    } finally {
      lock.endWrite();
      // Not before: what the log takes on disk decides about the next one.
      spareMissing = true;
      segmentWanted.run();
    }
  }

  /**
   * A segment that failed before it held anything has the name that the next one needs, which
   * therefore begins an incarnation, and that takes a sync.
   */
  private boolean emptySegmentLeft() {
    return active == null && segments.firstStartingAbove(segments.last()) != null;
  }

  private void become(Segment segment) {
    // Sealed last: should the heap be full meanwhile, the one before is still the one in use.
    OpenSegment next = new OpenSegment(segment);
    segments.add(segment);
    if (active != null) {
      active.seal();
    }
    active = next;
    if (segment.base() > segments.last() + 1) {
      segments.continueAt(segment.base());
    }
  }

  private void sealActive() {
    if (active != null) {
      active.seal();
      active = null;
      spareMissing = spare == null;
      segmentWanted.run();
    }
  }

  // Called by the spool's own thread, and at open.

  /** Whether a record was offered since the spool was opened. */
  boolean used() {
    return used;
  }

  /** Whether there is no prepared segment. */
  boolean spareMissing() {
    return spareMissing;
  }

  /** Whether nothing can be appended until a segment is installed. */
  boolean needsSegment() {
    lock.acquireNext();
    try {
      return active == null && (spare == null || emptySegmentLeft());
    } finally {
      lock.release();
    }
  }

  /** Takes back the prepared file where it has to be installed. */
  @Nullable Prepared reclaimSpare() {
    lock.acquireNext();
    try {
      if (spare == null || !emptySegmentLeft()) {
        return null;
      }
      Prepared reclaimed = spare;
      spare = null;
      spareMissing = true;
      return reclaimed;
    } finally {
      lock.release();
    }
  }

  /** Hands over a prepared file for the next roll. */
  void offer(Prepared prepared) {
    lock.acquireNext();
    try {
      spare = prepared;
      gotRoom();
    } finally {
      lock.release();
    }
  }

  /** Hands over a segment to append to from now on. */
  void install(Segment segment) {
    lock.acquireNext();
    try {
      become(segment);
      gotRoom();
      spareMissing = true;
    } finally {
      lock.release();
    }
  }

  private void gotRoom() {
    spareMissing = false;
    obstacle = null;
    lock.signalRoom();
  }

  /** Why no segment can be prepared; null where nothing is known to be in the way. */
  void obstacle(@Nullable Obstacle why) {
    obstacle = why;
  }

  /** Lets those who wait for room look again. */
  void signalRoom() {
    lock.acquireNext();
    try {
      lock.signalRoom();
    } finally {
      lock.release();
    }
  }

  @Nullable Obstacle obstacle() {
    return obstacle;
  }

  /** Ends a segment whose sync failed; the next record goes to another one. */
  void seal(Segment segment) {
    lock.acquireNext();
    try {
      if (active != null && active.is(segment)) {
        sealActive();
      }
    } finally {
      lock.release();
    }
  }

  /**
   * Refuses everything from now on; returns the prepared file, if there is one. Waits for a write
   * that is under way, but not for ever.
   */
  @Nullable Prepared close(long timeoutMillis) {
    closed = true;
    if (!lock.acquire(System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(timeoutMillis))) {
      return null;
    }
    try {
      Prepared prepared = spare;
      spare = null;
      if (active != null) {
        active.seal();
      }
      lock.signalRoom();
      return prepared;
    } finally {
      lock.release();
    }
  }
}
