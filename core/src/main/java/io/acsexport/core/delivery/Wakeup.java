package io.acsexport.core.delivery;

import io.acsexport.core.spool.SpoolReader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the delivery thread waits: for an answer, for a stop request, for time to pass, and for new
 * records. Signals come from any thread and are never lost: one that came before the wait ends it
 * at once.
 *
 * <p>A spool's reader knows only its own records, so a signal during that wait interrupts the
 * thread, and only within it: no interrupt reaches anything else, and none is left behind.
 */
final class Wakeup {

  /** A closed spool no longer lets its readers wait. */
  private static final long CLOSED_SPOOL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean signalled;
  private @Nullable Thread reading;

  /** Ends the present wait, or the next one. */
  void signal() {
    lock.lock();
    try {
      signalled = true;
      changed.signalAll();
      if (reading != null) {
        reading.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a signal, at most this long. */
  void await(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!signalled && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stranger) {
      // Nobody interrupts this thread here on purpose; looking around once more does no harm.
    } finally {
      signalled = false;
      lock.unlock();
    }
  }

  /** Waits for a signal or for new records, at most this long. */
  void awaitRecords(SpoolReader reader, long nanos) {
    long begin = System.nanoTime();
    boolean records = false;
    if (beginReading()) {
      try {
        records = reader.await(Duration.ofNanos(nanos));
      } catch (InterruptedException signal) {
        // Either signalled or a stranger's interrupt: the delivery thread looks around either way.
      } finally {
        endReading();
      }
    }
    boolean early = System.nanoTime() - begin < Math.min(nanos, CLOSED_SPOOL_PAUSE_NANOS);
    await(records || !early ? 0 : CLOSED_SPOOL_PAUSE_NANOS);
  }

  private boolean beginReading() {
    lock.lock();
    try {
      reading = signalled ? null : Thread.currentThread();
      return reading != null;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("ResultOfMethodCallIgnored") // the flag is cleared, not asked for
  private void endReading() {
    lock.lock();
    try {
      reading = null;
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }
}
