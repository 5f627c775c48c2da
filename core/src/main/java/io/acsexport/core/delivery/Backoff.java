package io.acsexport.core.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Waits between attempts: exponential with full jitter. Each is drawn evenly from zero to a bound
 * that doubles, so that many exporters do not return to a recovering broker in step. Endless.
 * Delivery thread only.
 */
final class Backoff {

  private final long initialNanos;
  private final long maxNanos;
  private final RandomGenerator jitter;
  private long boundNanos;

  Backoff(Duration initial, Duration max, RandomGenerator jitter) {
    this.initialNanos = nanos(initial);
    this.maxNanos = Math.max(initialNanos, nanos(max));
    this.jitter = jitter;
    this.boundNanos = initialNanos;
  }

  /**
   * The next wait in nanoseconds.
   *
   * @param atLeast what the broker asked for, or null
   */
  long next(@Nullable Duration atLeast) {
    long wait = jitter.nextLong(boundNanos + 1);
    boundNanos = boundNanos > maxNanos / 2 ? maxNanos : boundNanos * 2;
    return atLeast == null ? wait : Math.max(wait, nanos(atLeast));
  }

  /** The longest wait, without jitter: for what only a person can change. */
  long longest() {
    return maxNanos;
  }

  /** Begins anew after a success. */
  void reset() {
    boundNanos = initialNanos;
  }

  /** In nanoseconds, where a year stands for everything longer. */
  static long nanos(Duration duration) {
    return duration.compareTo(MAX) > 0 ? MAX.toNanos() : Math.max(0, duration.toNanos());
  }

  private static final Duration MAX = Duration.ofDays(365);
}
