package io.acsexport.core.engine;

import io.acsexport.core.delivery.WorkerState;
import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.metrics.ExporterMetrics;
import io.acsexport.core.metrics.Recent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows how one destination is getting on, in the engine's metrics. */
final class DestinationMeters {

  private final MeterRegistry registry;
  private final String destination;
  private final Recent<WorkerStatus> status;

  private DestinationMeters(
      MeterRegistry registry, String destination, Supplier<WorkerStatus> status) {
    this.registry = registry;
    this.destination = destination;
    this.status = new Recent<>(status);
  }

  /**
   * Registers all gauges of a destination; they go with {@link ExporterMetrics#forgetDestination}.
   *
   * @param deadLetterBytes what its dead letters take on the disk
   */
  static void register(
      MeterRegistry registry,
      String destination,
      Supplier<WorkerStatus> status,
      Supplier<Long> deadLetterBytes,
      Clock clock) {
    new DestinationMeters(registry, destination, status).register(deadLetterBytes, clock);
  }

  private void register(Supplier<Long> deadLetterBytes, Clock clock) {
    gauge("backlog", "events", "Events not yet resolved", now -> now.backlog().events());
    gauge("backlog", "bytes", "Their bytes on the disk", now -> now.backlog().bytes());
    gauge(
        "backlog.oldest.age",
        "seconds",
        "How long the oldest of them has waited; 0 where there is none",
        now -> oldestAge(now, clock));
    gauge("in.flight", "messages", "Sent and not yet answered", WorkerStatus::inFlight);
    gauge(
        "last.confirmed.age",
        "seconds",
        "How long ago the broker last confirmed a message; NaN where it never did",
        now -> now.lastConfirmed() == null ? Double.NaN : age(now.lastConfirmed(), clock));
    gauge(
        "dead.letter",
        "bytes",
        "What its dead letters take on the disk",
        now -> deadLetterBytes.get());
    for (WorkerState state : WorkerState.values()) {
      Gauge.builder("acs.export.destination.state", () -> status.get().state() == state ? 1 : 0)
          .description("1 for the state that the destination is in, 0 for the others")
          .tag(ExporterMetrics.DESTINATION, destination)
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private void gauge(
      String name, String unit, String description, ToDoubleFunction<WorkerStatus> value) {
    Gauge.builder("acs.export." + name + "." + unit, () -> value.applyAsDouble(status.get()))
        .description(description)
        .tag(ExporterMetrics.DESTINATION, destination)
        .baseUnit(unit)
        .register(registry);
  }

  private static double oldestAge(WorkerStatus status, Clock clock) {
    Long oldest = status.backlog().oldestAcceptedMillis();
    return oldest == null ? 0 : age(Instant.ofEpochMilli(oldest), clock);
  }

  /** In seconds; none is negative, though the wall clock may have been set back. */
  private static double age(Instant then, Clock clock) {
    return Math.max(0, Duration.between(then, clock.instant()).toMillis() / 1000.0);
  }
}
