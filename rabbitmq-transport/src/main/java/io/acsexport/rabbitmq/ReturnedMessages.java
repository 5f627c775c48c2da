package io.acsexport.rabbitmq;

import io.acsexport.transport.TransportContext;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the events that found no queue, and tells of them at most once an hour. Thread-safe. */
final class ReturnedMessages {

  private static final Logger LOG = LoggerFactory.getLogger(ReturnedMessages.class);
  private static final long QUIET_NANOS = TimeUnit.HOURS.toNanos(1);

  private final TransportContext context;
  private final boolean kept;
  private long untold;
  private long toldNanos;
  private boolean told;

  ReturnedMessages(TransportContext context, boolean kept) {
    this.context = context;
    this.kept = kept;
  }

  void add(Target target) {
    context.meters().count("returned.messages", 1);
    if (kept) {
      return; // Each of them is told of as a dead letter.
    }
    long count = due();
    if (count > 0) {
      LOG.warn(
          "Destination {}: {} {} no queue of exchange '{}', the last one with routing key '{}'."
              + " Such events count as delivered; set unroutable = dead-letter to keep them.",
          context.destination(),
          count,
          count == 1 ? "event found" : "events found",
          target.exchange(),
          target.routingKey());
    }
  }

  /** How many there were since the last line, where one is due; else 0. */
  private synchronized long due() {
    untold++;
    long now = System.nanoTime();
    if (told && now - toldNanos < QUIET_NANOS) {
      return 0;
    }
    told = true;
    toldNanos = now;
    long count = untold;
    untold = 0;
    return count;
  }
}
