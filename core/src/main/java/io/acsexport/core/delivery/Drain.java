package io.acsexport.core.delivery;

import org.jspecify.annotations.Nullable;

/** The request to stop: until when delivery may go on with what was there. Thread-safe. */
final class Drain {

  private volatile @Nullable Long deadlineNanos;

  /** Asks to stop, at the latest at this {@link System#nanoTime()}; the earliest request holds. */
  synchronized void request(long nanoTime) {
    Long before = deadlineNanos;
    if (before == null || nanoTime - before < 0) {
      deadlineNanos = nanoTime;
    }
  }

  boolean requested() {
    return deadlineNanos != null;
  }

  /** Whether the time for it is over. */
  boolean over() {
    return requested() && left() <= 0;
  }

  /** Nanoseconds until the deadline, not below 0; endless where nobody asked to stop. */
  long left() {
    Long deadline = deadlineNanos;
    return deadline == null ? Long.MAX_VALUE : Math.max(0, deadline - System.nanoTime());
  }
}
