package io.acsexport.core.spool;

import io.acsexport.core.spool.SegmentMaker.Prepared;
import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from the publishing threads: one write for each, under one lock. No wait in here
 * ends by an interrupt, and all of them are bounded; the write itself lasts as long as the disk
 * makes it last, and then the other threads are refused at once.
 */
final class Appender {

  private static final Logger log = LoggerFactory.getLogger(Appender.class);

  private static final long IDLE = 0;

  private final SpoolOptions options;
  private final Clock clock;
  private final SegmentLog segments;
  private final SegmentMaker maker;
  private final Counters counters;
  private final Refusals refusals;
  private final FrameEncoder encoder;
  private final Runnable segmentWanted;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  // Guarded by the lock.
  private @Nullable Segment active;
  private @Nullable StorageFile file;
  private @Nullable Prepared spare;
  private long position;
  private long appended;

  private volatile boolean closed;
  private volatile boolean used;
  private volatile boolean spareMissing = true;
  private volatile long writingSince = IDLE;
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
      Counters counters,
      Refusals refusals,
      FrameEncoder encoder,
      Runnable segmentWanted) {

    this.options = options;
    this.clock = clock;
    this.segments = segments;
    this.maker = maker;
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
    acquire(start, timeoutNanos);
    try {
      if (!used) {
        used = true;
      }
      makeFit(Frame.size(length), start, timeoutNanos);
      return write(payload, offset, length);
    } finally {
      lock.unlock();
    }
  }

  private void acquire(long start, long timeoutNanos) throws RefusedException {
    if (lock.tryLock()) {
      return;
    }
    boolean interrupted = false;
    try {
      while (true) {
        long now = System.nanoTime();
        long since = writingSince;
        long left = timeoutNanos - (now - start);
        if (left <= 0 || (since != IDLE && now - since > timeoutNanos)) {
          throw refusals.stalled("another append has been inside a write for too long");
        }
        try {
          if (lock.tryLock(left, TimeUnit.NANOSECONDS)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Has an active segment with this much room, rolling or waiting for one where needed. */
  private void makeFit(int size, long start, long timeoutNanos) throws RefusedException {
    while (true) {
      if (closed) {
        throw refusals.closed();
      }
      if (active != null && position + size <= options.segmentSize()) {
        return;
      }
      if (spare != null && !emptySegmentLeft()) {
        roll(spare);
        continue;
      }
      Obstacle now = obstacle;
      if (now != null) {
        throw refusals.obstructed(now);
      }
      awaitRoom(timeoutNanos - (System.nanoTime() - start));
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its caller is the loop
  private void awaitRoom(long nanos) throws RefusedException {
    if (nanos <= 0) {
      throw refusals.stalled("the next segment is not prepared yet");
    }
    segmentWanted.run();
    boolean interrupted = Thread.interrupted();
    try {
      long unused = room.awaitNanos(nanos);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void roll(Prepared prepared) throws RefusedException {
    spare = null;
    writingSince = now();
    try {
      become(maker.activate(prepared, segments.last() + 1, segments.lastRecord()));
    } catch (IOException e) {
      throw refusals.failed(e);
    } finally {
      writingSince = IDLE;
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
    if (active != null) {
      active.seal();
    }
    active = segment;
    file = segment.writer();
    position = SegmentHeader.SIZE;
    segments.add(segment);
    if (segment.base() > segments.last() + 1) {
      segments.continueAt(segment.base());
    }
  }

  private long write(byte[] payload, int offset, int length) throws RefusedException {
    Segment segment = active;
    StorageFile target = file;
    if (segment == null || target == null) {
      throw new IllegalStateException("no active segment");
    }
    long sequence = segments.last() + 1;
    int size = encoder.encode(sequence, clock.millis(), payload, offset, length);
    writingSince = now();
    try {
      target.write(position, encoder.bytes(), 0, size);
    } catch (IOException e) {
      // What the failed write left behind is cut off later; by then its sequence belongs to the
      // next segment, and readers pass over it. Until then a crash might find it complete.
      wipe(target);
      sealActive();
      throw refusals.failed(e);
    } finally {
      writingSince = IDLE;
    }
    position += size;
    segment.appended(sequence, position);
    segments.appended(sequence);
    counters.appended(++appended);
    return sequence;
  }

  private void wipe(StorageFile target) {
    try {
      target.write(position, new byte[Frame.HEADER_SIZE], 0, Frame.HEADER_SIZE);
    } catch (IOException e) {
      log.debug("Cannot wipe a failed write", e);
    }
  }

  private void sealActive() {
    if (active != null) {
      active.seal();
      active = null;
      file = null;
      spareMissing = spare == null;
      segmentWanted.run();
    }
  }

  private static long now() {
    return System.nanoTime() | 1; // never IDLE
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
    lock.lock();
    try {
      return active == null && (spare == null || emptySegmentLeft());
    } finally {
      lock.unlock();
    }
  }

  /** Takes back the prepared file where it has to be installed. */
  @Nullable Prepared reclaimSpare() {
    lock.lock();
    try {
      if (spare == null || !emptySegmentLeft()) {
        return null;
      }
      Prepared reclaimed = spare;
      spare = null;
      spareMissing = true;
      return reclaimed;
    } finally {
      lock.unlock();
    }
  }

  /** Hands over a prepared file for the next roll. */
  void offer(Prepared prepared) {
    lock.lock();
    try {
      spare = prepared;
      gotRoom();
    } finally {
      lock.unlock();
    }
  }

  /** Hands over a segment to append to from now on. */
  void install(Segment segment) {
    lock.lock();
    try {
      become(segment);
      gotRoom();
      spareMissing = true;
    } finally {
      lock.unlock();
    }
  }

  private void gotRoom() {
    spareMissing = false;
    obstacle = null;
    room.signalAll();
  }

  /** Why no segment can be prepared; null where nothing is known to be in the way. */
  void obstacle(@Nullable Obstacle why) {
    obstacle = why;
  }

  /** Lets those who wait for room look again. */
  void signalRoom() {
    lock.lock();
    try {
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Nullable Obstacle obstacle() {
    return obstacle;
  }

  /** Ends a segment whose sync failed; the next record goes to another one. */
  void seal(Segment segment) {
    lock.lock();
    try {
      if (active == segment) {
        sealActive();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses everything from now on; returns the prepared file, if there is one. Waits for a write
   * that is under way, but not for ever.
   */
  @Nullable Prepared close(long timeoutMillis) {
    closed = true;
    boolean interrupted = Thread.interrupted();
    try {
      if (!lock.tryLock(timeoutMillis, TimeUnit.MILLISECONDS)) {
        return null;
      }
    } catch (InterruptedException e) {
      interrupted = true;
      lock.lock();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      Prepared prepared = spare;
      spare = null;
      if (active != null) {
        active.seal();
      }
      room.signalAll();
      return prepared;
    } finally {
      lock.unlock();
    }
  }
}
