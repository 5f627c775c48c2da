package io.acsexport.core.spool;

import io.acsexport.core.spool.RefusedException.Reason;
import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes records durable: one sync for all that were appended since the one before, run by the
 * spool's own thread alone. A sync that failed is never repeated on the same pages, since the
 * kernel may have dropped them and report success the next time: their segment ends there.
 */
final class Syncer {

  private static final Logger log = LoggerFactory.getLogger(Syncer.class);

  /** Waiters look at once, so a few of the latest failures are enough. */
  private static final int FAILURES_KEPT = 64;

  private final Storage storage;
  private final Layout layout;
  private final SegmentLog segments;
  private final Appender appender;
  private final Counters counters;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private final Deque<Failure> failures = new ArrayDeque<>();

  /** Up to here every record is synced, or its sync failed. */
  private volatile long settledUpTo;

  private boolean namesChanged;

  private record Failure(long first, long last, IOException cause) {}

  Syncer(
      Storage storage, Layout layout, SegmentLog segments, Appender appender, Counters counters) {
    this.storage = storage;
    this.layout = layout;
    this.segments = segments;
    this.appender = appender;
    this.counters = counters;
    this.settledUpTo = segments.last();
  }

  /** Whether anything appended is not settled. */
  boolean hasWork() {
    return segments.last() > settledUpTo;
  }

  /**
   * Syncs everything appended so far.
   *
   * @return whether all of it is durable now
   */
  boolean sync() {
    long upTo = segments.last();
    long from = settledUpTo + 1;
    boolean all = true;
    for (Segment segment : segments.segments()) {
      StorageFile writer = segment.writer();
      if (writer != null) {
        all &= sync(segment, writer);
      }
    }
    all &= syncNames(from, upTo);
    settle(upTo);
    return all;
  }

  /** Syncs and closes the segments that take no more records. */
  void finishSealed() {
    for (Segment segment : segments.segments()) {
      StorageFile writer = segment.writer();
      if (writer != null && segment.sealed()) {
        sync(segment, writer);
      }
    }
  }

  private boolean sync(Segment segment, StorageFile writer) {
    boolean sealed = segment.sealed();
    long last = segment.last();
    namesChanged |= segment.synced() < segment.base(); // its first sync: its name is new, too
    try {
      if (last > segment.synced()) {
        long start = System.nanoTime();
        writer.force();
        counters.syncTimes.accept(System.nanoTime() - start);
        segment.syncedUpTo(last);
      }
    } catch (IOException e) {
      appender.seal(segment);
      fail(segment.synced() + 1, segment.last(), segment.toString(), e);
      segment.syncedUpTo(segment.last());
      close(segment, writer);
      return false;
    }
    if (sealed) {
      finish(segment, writer);
    }
    return true;
  }

  /** Cuts off what a failed write left behind, and what was prepared in vain. */
  private void finish(Segment segment, StorageFile writer) {
    if (segment.end() < segment.length()) {
      try {
        writer.setLength(segment.end());
        segment.resized(segment.end());
      } catch (IOException e) {
        log.warn("Cannot cut {} to its {} bytes: {}", segment, segment.end(), e.toString());
      }
    }
    close(segment, writer);
  }

  private static void close(Segment segment, StorageFile writer) {
    segment.writerClosed();
    try {
      writer.close();
    } catch (IOException e) {
      log.warn("Cannot close {}: {}", segment, e.toString());
    }
  }

  private boolean syncNames(long from, long upTo) {
    if (!namesChanged || upTo < from) {
      return true;
    }
    try {
      storage.syncDirectory(layout.directory());
      namesChanged = false;
      return true;
    } catch (IOException e) {
      for (Segment segment : segments.segments()) {
        appender.seal(segment);
      }
      fail(from, upTo, layout.directory().toString(), e);
      return false;
    }
  }

  private void fail(long first, long last, String where, IOException cause) {
    counters.syncFailures.incrementAndGet();
    if (last < first) {
      log.error("Sync of {} failed; no record is affected", where, cause);
      return;
    }
    counters.unsynced.addAndGet(last - first + 1);
    log.error(
        "Sync of {} failed: {} records, {} to {}, may not survive a power loss."
            + " The next record goes to another segment. Check the disk",
        where,
        last - first + 1,
        first,
        last,
        cause);
    lock.lock();
    try {
      failures.addLast(new Failure(first, last, cause));
      if (failures.size() > FAILURES_KEPT) {
        failures.removeFirst();
      }
    } finally {
      lock.unlock();
    }
  }

  private void settle(long upTo) {
    lock.lock();
    try {
      settledUpTo = Math.max(settledUpTo, upTo);
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a record is durable; interrupts are kept for the caller. */
  void await(long sequence, long start, long timeoutNanos) throws RefusedException {
    try {
      awaitSettled(sequence, start, timeoutNanos);
    } catch (OutOfMemoryError e) {
      throw counters.refuse(
          Reason.SYNC_LATE,
          "Record " + sequence + " was written, but not seen to be synced; it may yet be delivered",
          e);
    }
  }

  private void awaitSettled(long sequence, long start, long timeoutNanos) throws RefusedException {
    boolean interrupted = false;
    lock.lock();
    try {
      while (settledUpTo < sequence) {
        long left = timeoutNanos - (System.nanoTime() - start);
        if (left <= 0) {
          throw counters.refuse(
              Reason.SYNC_LATE,
              "Record "
                  + sequence
                  + " was written to spool "
                  + layout.directory()
                  + " but not synced in time; it may yet be delivered",
              null);
        }
        try {
          long unused = settled.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      for (Failure failure : failures) {
        if (failure.first() <= sequence && sequence <= failure.last()) {
          throw counters.refuse(
              Reason.SYNC_FAILED,
              "Record "
                  + sequence
                  + " was written to spool "
                  + layout.directory()
                  + " but its sync failed; it may yet be delivered: "
                  + failure.cause().getMessage(),
              failure.cause());
        }
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
