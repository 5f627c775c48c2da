package io.acsexport.core.delivery;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Tells an operator why events end among the dead letters: the first of each kind, then one line a
 * minute at most, with how many there were. Delivery thread only.
 */
final class BurialLog {

  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String destination;
  private final Logger log;
  private final LongSupplier nanoTime;

  private final Set<FailureCode> told = EnumSet.noneOf(FailureCode.class);
  private long lastLine;
  private long untold;
  private long buried;

  BurialLog(String destination, Logger log, LongSupplier nanoTime) {
    this.destination = destination;
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /** The record of this sequence was stored as a dead letter. */
  void buried(long sequence, Failure failure) {
    long now = nanoTime.getAsLong();
    buried++;
    untold++;
    if (!told.add(failure.code()) && now - lastLine < INTERVAL_NANOS) {
      return;
    }
    log.warn(
        "Destination {}: record {} is among the dead letters: {}: {}. {} ({} since the last such"
            + " line, {} since the start)",
        destination,
        sequence,
        failure.code().label(),
        failure.detail(),
        failure.remedy(),
        untold,
        buried);
    untold = 0;
    lastLine = now;
  }
}
