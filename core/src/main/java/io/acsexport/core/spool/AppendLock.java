package io.acsexport.core.spool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time append. No wait ends by an interrupt; interrupts are kept for the
 * caller.
 *
 * <p>Whoever runs may overtake those who sleep, which makes appends several times as fast as strict
 * order would. Without an end to that a sleeper, the spool's own thread above all, may wait for
 * tens of milliseconds while a few others append as fast as they can: from a millisecond on it is
 * not overtaken any more.
 */
final class AppendLock {

  private static final long IDLE = 0;
  private static final long OVERTAKEN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** A fair one: only {@code tryLock()} without a time overtakes. */
  private final ReentrantLock lock = new ReentrantLock(true);

  private final Condition room = lock.newCondition();
  private final AtomicInteger notToBeOvertaken = new AtomicInteger();
  private volatile long writingSince = IDLE;

  /**
   * Takes the lock for a publisher.
   *
   * @return false where it was not to be had in this time, or a write has lasted that long already
   */
  boolean acquire(long start, long timeoutNanos) {
    if (notToBeOvertaken.get() == 0 && lock.tryLock()) {
      return true;
    }
    long first = Math.min(timeoutNanos, System.nanoTime() - start + OVERTAKEN_NANOS);
    if (await(start, first, timeoutNanos)) {
      return true;
    }
    notToBeOvertaken.incrementAndGet();
    try {
      return await(start, timeoutNanos, timeoutNanos);
    } finally {
      notToBeOvertaken.decrementAndGet();
    }
  }

  private boolean await(long start, long untilNanos, long longestWrite) {
    boolean interrupted = false;
    try {
      while (true) {
        long now = System.nanoTime();
        long since = writingSince;
        long left = untilNanos - (now - start);
        if (left <= 0 || (since != IDLE && now - since > longestWrite)) {
          return false;
        }
        try {
          if (lock.tryLock(left, TimeUnit.NANOSECONDS)) {
            return true;
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

  /** Takes the lock for the spool's own thread, for which others wait: nobody overtakes it. */
  void acquireNext() {
    notToBeOvertaken.incrementAndGet();
    try {
      lock.lock();
    } finally {
      notToBeOvertaken.decrementAndGet();
    }
  }

  void release() {
    lock.unlock();
  }

  /** The owner asks the disk for something, which may last. */
  void beginWrite() {
    writingSince = System.nanoTime() | 1; // never IDLE
  }

  void endWrite() {
    writingSince = IDLE;
  }

  /** Gives the lock away until {@link #signalRoom} or the time is over. */
  @SuppressWarnings("WaitNotInLoop") // its caller is the loop
  void awaitRoom(long nanos) {
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

  /** Wakes all who wait for room; called by the owner. */
  void signalRoom() {
    room.signalAll();
  }
}
