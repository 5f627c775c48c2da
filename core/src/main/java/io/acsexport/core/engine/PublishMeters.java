package io.acsexport.core.engine;

import io.acsexport.core.event.EventRefusedException;
import io.acsexport.core.metrics.ExporterMetrics;
import io.acsexport.core.metrics.LatencyHistogram;
import io.acsexport.core.metrics.Timers;
import io.acsexport.core.spool.RefusedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was accepted and refused, and logs refusals at a bounded rate: never a line an event.
 */
final class PublishMeters {

  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
  private static final String EVENTS = "events";
  private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final MeterRegistry registry;
  private final Counter accepted;
  private final LatencyHistogram times;
  private final Map<String, Refusals> refused = new ConcurrentHashMap<>();

  PublishMeters(ExporterMetrics metrics) {
    this.registry = metrics.registry();
    this.accepted =
        Counter.builder("acs.export.accepted")
            .description("Events stored")
            .baseUnit(EVENTS)
            .register(registry);
    this.times =
        metrics.histogram(
            "acs_export_publish_seconds",
            "How long the host's threads were held, for accepted and refused events",
            Timers.MEMORY);
    // From the first scrape on: a counter that begins with its first event hides that one.
    for (EventRefusedException.Reason reason : EventRefusedException.Reason.values()) {
      Counter unused = counter(label(reason));
    }
    for (RefusedException.Reason reason : RefusedException.Reason.values()) {
      Counter unused = counter(label(reason));
    }
  }

  void accepted() {
    try {
      accepted.increment();
    } catch (OutOfMemoryError e) {
      // The event is stored, counted or not.
    }
  }

  /** Counts how long a call took, whatever came of it. */
  void took(long nanos) {
    times.record(nanos);
  }

  /** A reason as it is written in labels, logs and messages. */
  static String label(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Counter counter(String reason) {
    return Counter.builder("acs.export.refused")
        .description("Events not stored, and told so to the host")
        .baseUnit(EVENTS)
        .tag("reason", reason)
        .register(registry);
  }

  /** Counts a refusal and makes the exception for the host. */
  PublishRefusedException refused(String reason, boolean outcomeUnknown, Exception cause) {
    refused.computeIfAbsent(reason, Refusals::new).count(cause);
    String message = cause.getMessage();
    return new PublishRefusedException(
        reason, outcomeUnknown, message == null ? reason : message, cause);
  }

  long acceptedCount() {
    return (long) accepted.count();
  }

  Map<String, Long> refusedCounts() {
    Map<String, Long> counts = new TreeMap<>();
    refused.forEach((reason, refusals) -> counts.put(reason, (long) refusals.counter.count()));
    return counts;
  }

  private final class Refusals {

    private final String reason;
    private final Counter counter;
    private final AtomicLong nextLog = new AtomicLong(System.nanoTime());
    private final AtomicLong unlogged = new AtomicLong();

    Refusals(String reason) {
      this.reason = reason;
      this.counter = counter(reason);
    }

    void count(Exception cause) {
      counter.increment();
      long now = System.nanoTime();
      long due = nextLog.get();
      if (now - due < 0 || !nextLog.compareAndSet(due, now + LOG_EVERY_NANOS)) {
        unlogged.incrementAndGet();
        return;
      }
      LOG.error(
          "An event was refused ({}), and {} more since the last such line: {}",
          reason,
          unlogged.getAndSet(0),
          cause.getMessage());
    }
  }
}
