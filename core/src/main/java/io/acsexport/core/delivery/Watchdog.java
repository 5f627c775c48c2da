package io.acsexport.core.delivery;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supervises the delivery thread while it is inside a transport: a call that takes too long is
 * interrupted and its transport closed, from a thread of the watchdog's own. The delivery thread
 * itself can do neither, and while it is inside the call it cannot make a second transport either:
 * that is how two live transports for one destination are ruled out.
 */
final class Watchdog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private @Nullable Watch present;
  private @Nullable Long limitNanos;
  private boolean closed;

  /** With a thread of this name, which {@link #start} starts. */
  Watchdog(String threadName) {
    thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
    thread.setContextClassLoader(Watchdog.class.getClassLoader());
  }

  void start() {
    thread.start();
  }

  /** No call may last beyond this {@link System#nanoTime()}, whatever its own deadline. */
  void limit(long nanoTime) {
    lock.lock();
    try {
      limitNanos = nanoTime;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins to watch the calling thread, until the watch is closed.
   *
   * @param deadlineNanos the {@link System#nanoTime()} at which to step in
   * @param overdue what to do then, after the interrupt; it runs on the watchdog's thread
   */
  Watch watch(long deadlineNanos, Runnable overdue) {
    return begin(new Watch(Thread.currentThread(), deadlineNanos, true, overdue));
  }

  /** The same for a call that the {@linkplain #limit limit} does not concern: the last close. */
  Watch watchBeyondLimit(long deadlineNanos, Runnable overdue) {
    return begin(new Watch(Thread.currentThread(), deadlineNanos, false, overdue));
  }

  private Watch begin(Watch watch) {
    lock.lock();
    try {
      present = watch;
      changed.signalAll();
      return watch;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the watchdog's thread; what it is in the middle of goes on to its end. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    boolean watching = true;
    while (watching) {
      try {
        watchUntilClosed();
        watching = false;
      } catch (Throwable e) {
        // A full heap, say. Without this thread a call that hangs would hang for ever.
        LockSupport.parkNanos(this, AGAIN_NANOS);
      }
    }
  }

  private void watchUntilClosed() {
    lock.lock();
    try {
      while (!closed) {
        Watch watch = present;
        long left = watch == null || watch.fired ? Long.MAX_VALUE : left(watch);
        if (watch != null && left <= 0) {
          fire(watch);
        } else {
          await(left);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private long left(Watch watch) {
    long now = System.nanoTime();
    long left = watch.deadlineNanos - now;
    return limitNanos == null || !watch.limited ? left : Math.min(left, limitNanos - now);
  }

  /** The interrupt is sent under the lock, so that it cannot hit what comes after the watch. */
  private void fire(Watch watch) {
    watch.fired = true;
    watch.watched.interrupt();
    lock.unlock();
    try {
      watch.overdue.run();
    } catch (Throwable failed) {
      log.warn("Stopping an overdue call of a transport failed", failed);
    } finally {
      lock.lock();
      watch.done = true;
      changed.signalAll();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its caller is the loop
  private void await(long nanos) {
    try {
      if (nanos == Long.MAX_VALUE) {
        changed.await();
      } else {
        changed.awaitNanos(nanos);
      }
    } catch (InterruptedException stranger) {
      // Nobody has business interrupting this thread; the loop looks at everything anew.
    }
  }

  /** One supervised call. Belongs to the watched thread. */
  final class Watch implements AutoCloseable {
    private final Thread watched;
    private final long deadlineNanos;
    private final boolean limited;
    private final Runnable overdue;
    private boolean fired;
    private boolean done;

    private Watch(Thread watched, long deadlineNanos, boolean limited, Runnable overdue) {
      this.watched = watched;
      this.deadlineNanos = deadlineNanos;
      this.limited = limited;
      this.overdue = overdue;
    }

    /**
     * Whether the call was overdue. Ends the watch: waits until what was begun because of that has
     * ended, too, however long it takes, and clears the interrupt.
     */
    boolean end() {
      lock.lock();
      try {
        present = null;
        while (fired && !done) {
          changed.awaitUninterruptibly();
        }
        if (fired) {
          boolean ignored = Thread.interrupted();
        }
        return fired;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      end();
    }
  }
}
