package io.acsexport.core.delivery;

import io.acsexport.core.metrics.ExporterMetrics;
import io.acsexport.core.metrics.Timers;
import io.acsexport.transport.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What delivery counts for the operator's metrics, per destination. */
final class DeliveryMeters {

  private static final String MESSAGES = "messages";

  private final MeterRegistry registry;
  private final String destination;
  private final Counter delivered;
  private final Counter retried;
  private final Counter filtered;
  private final Counter deadLetters;
  private final Timer send;

  DeliveryMeters(MeterRegistry registry, String destination) {
    this.registry = registry;
    this.destination = destination;
    delivered = counter("acs.export.delivered", MESSAGES, "Messages that the broker confirmed");
    retried = counter("acs.export.retried", MESSAGES, "Times that a message has to be sent again");
    filtered =
        counter("acs.export.filtered", "events", "Events that the destination does not take");
    deadLetters = counter("acs.export.dead.letters", null, "Messages stored as dead letters");
    send =
        Timers.ofDestination(
            registry,
            "acs.export.send",
            "From handing a batch to the transport until its answer",
            destination);
  }

  void delivered(int messages) {
    delivered.increment(messages);
  }

  void retried(int messages) {
    retried.increment(messages);
  }

  void rejected(FailureCode code) {
    Counter.builder("acs.export.rejected")
        .description("Messages finally refused, by the broker or as unreadable")
        .baseUnit(MESSAGES)
        .tag(ExporterMetrics.DESTINATION, destination)
        .tag("code", code.label())
        .register(registry)
        .increment();
  }

  void filtered(int events) {
    filtered.increment(events);
  }

  void deadLetter() {
    deadLetters.increment();
  }

  void sent(long nanos) {
    send.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(String name, @Nullable String unit, String description) {
    return Counter.builder(name)
        .description(description)
        .baseUnit(unit)
        .tag(ExporterMetrics.DESTINATION, destination)
        .register(registry);
  }
}
