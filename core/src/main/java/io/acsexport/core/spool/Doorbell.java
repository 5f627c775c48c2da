package io.acsexport.core.spool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Wakes readers that wait for records. Ringing costs a publisher one look at a field as long as
 * nobody sleeps; waking a sleeper costs it several microseconds, so a reader naps while records
 * keep coming and falls asleep only when they stop.
 */
final class Doorbell {

  private static final long NAP_NANOS = 500_000;
  private static final long NAPPING_NANOS = 5_000_000;

  private final Set<Thread> sleepers = ConcurrentHashMap.newKeySet();
  private volatile boolean armed;

  /** Something changed that a reader may wait for. */
  void ring() {
    if (armed) {
      armed = false;
      try {
        sleepers.forEach(LockSupport::unpark);
      } catch (OutOfMemoryError e) {
        // The record is stored whether somebody is woken or not; the next one rings again.
        armed = true;
      }
    }
  }

  /** Waits until the condition holds or the time is over; returns whether it holds. */
  boolean await(BooleanSupplier condition, long timeoutNanos) throws InterruptedException {
    long start = System.nanoTime();
    long waited = 0;
    Thread self = Thread.currentThread();
    try {
      while (!condition.getAsBoolean()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("Interrupted while waiting for records");
        }
        waited = System.nanoTime() - start;
        long left = timeoutNanos - waited;
        if (left <= 0) {
          return false;
        }
        if (waited < NAPPING_NANOS) {
          LockSupport.parkNanos(this, Math.min(left, NAP_NANOS));
          continue;
        }
        sleepers.add(self);
        armed = true;
        // Looked at again after arming: a publisher appends first and looks at the bell then.
        if (!condition.getAsBoolean()) {
          LockSupport.parkNanos(this, left);
        }
      }
      return true;
    } finally {
      sleepers.remove(self);
    }
  }
}
