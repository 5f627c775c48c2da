package io.acsexport.core.delivery;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Tells an operator of failures without filling the log: each kind once, then one line at growing
 * intervals with the number of repeats, then one when it is over. A destination that fails and
 * recovers in turn counts as one trouble. Thread-safe.
 */
final class FailureLog {

  private static final long FIRST_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long LONGEST_INTERVAL_NANOS = TimeUnit.HOURS.toNanos(1);

  /** After this long without a failure the next one is news. */
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final String destination;
  private final Logger log;
  private final LongSupplier nanoTime;

  private final Set<FailureCode> told = EnumSet.noneOf(FailureCode.class);
  private long since;
  private long nextLine;
  private long interval;
  private long lastFailure;
  private long untold;
  private long failures;
  private boolean open;

  FailureLog(String destination, Logger log, LongSupplier nanoTime) {
    this.destination = destination;
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /** An attempt failed. */
  synchronized void failed(WorkerState state, Failure failure, @Nullable Throwable cause) {
    long now = nanoTime.getAsLong();
    if (told.isEmpty() || (!open && now - lastFailure >= QUIET_NANOS)) {
      begin(now);
    }
    lastFailure = now;
    failures++;
    if (told.add(failure.code())) {
      tell(state, failure, cause);
      open = true;
    } else if (now - nextLine >= 0) {
      log.warn(
          "Destination {}: still {} after {} failures in {}, {} since the last line: {}: {}. {}",
          destination,
          word(state),
          failures,
          duration(now - since),
          untold + 1,
          failure.code().label(),
          failure.detail(),
          failure.remedy());
      untold = 0;
      interval = Math.min(interval * 2, LONGEST_INTERVAL_NANOS);
      nextLine = now + interval;
      open = true;
    } else {
      untold++;
    }
  }

  /** Something got through. */
  synchronized void recovered() {
    if (open) {
      open = false;
      log.info(
          "Destination {}: delivering again after {} and {} failures",
          destination,
          duration(nanoTime.getAsLong() - since),
          failures);
    }
  }

  private void begin(long now) {
    told.clear();
    since = now;
    failures = 0;
    untold = 0;
    interval = FIRST_INTERVAL_NANOS;
    nextLine = now + interval;
  }

  /** A stack trace only where the code says nothing, since the transport did not know either. */
  private void tell(WorkerState state, Failure failure, @Nullable Throwable cause) {
    boolean unknown =
        failure.code() == FailureCode.UNCLASSIFIED || failure.code() == FailureCode.TRANSPORT_FAULT;
    log.warn(
        "Destination {}: {}: {}: {}. {}",
        destination,
        word(state),
        failure.code().label(),
        failure.detail(),
        failure.remedy(),
        unknown ? cause : null);
    if (!unknown && cause != null) {
      log.debug("Destination {}: cause of {}", destination, failure.code().label(), cause);
    }
  }

  private static String word(WorkerState state) {
    return state == WorkerState.BLOCKED ? "blocked" : "retrying";
  }

  private static String duration(long nanos) {
    Duration rounded = Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(nanos));
    return rounded.compareTo(Duration.ofSeconds(2)) < 0
        ? rounded.toMillis() + " ms"
        : rounded.toSeconds() + " s";
  }
}
