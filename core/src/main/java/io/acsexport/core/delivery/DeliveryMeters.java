package io.acsexport.core.delivery;

import io.acsexport.transport.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What delivery counts for the operator's metrics, per destination. */
final class DeliveryMeters {

  private static final String DESTINATION = "destination";

  private final MeterRegistry registry;
  private final String destination;
  private final Counter delivered;
  private final Counter retried;
  private final Counter deadLetters;
  private final Timer send;

  DeliveryMeters(MeterRegistry registry, String destination) {
    this.registry = registry;
    this.destination = destination;
    delivered = counter("acs.export.delivered", "Messages that the broker confirmed");
    retried = counter("acs.export.retried", "Times that a message has to be sent again");
    deadLetters = counter("acs.export.dead.letters", "Messages stored as dead letters");
    send =
        Timer.builder("acs.export.send")
            .description("From handing a batch to the transport until its answer")
            .tag(DESTINATION, destination)
            .register(registry);
  }

  void delivered(int messages) {
    delivered.increment(messages);
  }

  void retried(int messages) {
    retried.increment(messages);
  }

  void rejected(FailureCode code) {
    Counter.builder("acs.export.rejected")
        .description("Messages finally refused")
        .tag(DESTINATION, destination)
        .tag("code", code.label())
        .register(registry)
        .increment();
  }

  void deadLetter() {
    deadLetters.increment();
  }

  void sent(long nanos) {
    send.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name)
        .description(description)
        .tag(DESTINATION, destination)
        .register(registry);
  }
}
