package io.acsexport.core.control;

import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.engine.ExporterStatus;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Remembers a few counts of the last minute, so that a single look can say how fast things go.
 * Thread-safe.
 */
final class RateWindow {

  /** How often to take a sample. */
  static final long SAMPLE_SECONDS = 5;

  /** Over about so long rates are told. */
  private static final long WANTED_NANOS = TimeUnit.SECONDS.toNanos(15);

  private static final int MOST_SAMPLES = 6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  private record Sample(
      long nanos, long accepted, Map<String, Long> delivered, Map<String, Long> backlogBytes) {

    static Sample of(long nanos, ExporterStatus status) {
      Map<String, Long> delivered = new HashMap<>();
      Map<String, Long> backlogBytes = new HashMap<>();
      for (WorkerStatus worker : status.destinations().values()) {
        delivered.put(worker.destination(), worker.delivered());
        backlogBytes.put(worker.destination(), worker.backlog().bytes());
      }
      return new Sample(nanos, status.accepted(), delivered, backlogBytes);
    }
  }

  /**
   * How fast things went.
   *
   * @param seconds over how long
   * @param accepted events a second
   * @param delivered messages a second, by destination
   * @param growth of the backlog in bytes a second, by destination; negative where it shrinks
   */
  record Rates(
      double seconds, double accepted, Map<String, Double> delivered, Map<String, Double> growth) {}

  synchronized void sample(long nanos, ExporterStatus status) {
    samples.addLast(Sample.of(nanos, status));
    while (samples.size() > MOST_SAMPLES) {
      samples.removeFirst();
    }
  }

  /** Rates up to now, or null where there is nothing to compare with yet. */
  synchronized @Nullable Rates until(long nanos, ExporterStatus status) {
    Sample then = null;
    for (Sample sample : samples) {
      if (then == null || nanos - sample.nanos() >= WANTED_NANOS) {
        then = sample;
      }
    }
    if (then == null || nanos - then.nanos() < TimeUnit.MILLISECONDS.toNanos(500)) {
      return null;
    }
    Sample now = Sample.of(nanos, status);
    double seconds = (nanos - then.nanos()) / NANOS_PER_SECOND;
    return new Rates(
        seconds,
        Math.max(0, now.accepted() - then.accepted()) / seconds,
        perSecond(now.delivered(), then.delivered(), seconds, false),
        perSecond(now.backlogBytes(), then.backlogBytes(), seconds, true));
  }

  /** A destination that was begun anew counts from 0 again. */
  private static Map<String, Double> perSecond(
      Map<String, Long> now, Map<String, Long> then, double seconds, boolean mayShrink) {
    Map<String, Double> rates = new HashMap<>();
    now.forEach(
        (name, count) -> {
          long before = then.getOrDefault(name, 0L);
          long more = count - before;
          rates.put(name, (mayShrink || more >= 0 ? more : count) / seconds);
        });
    return rates;
  }
}
