package io.acsexport.core.delivery;

import io.acsexport.core.spool.SpoolCursor.Backlog;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a worker is getting on: its state and counts, for the status, metrics and log. Thread-safe.
 */
final class Progress {

  private final String destination;
  private final Clock clock;
  private final FailureLog failureLog;
  private final DeliveryMeters meters;

  private WorkerState state = WorkerState.STARTING;
  private Instant since;
  private long sinceNanos;
  private long delivered;
  private long retried;
  private long rejected;
  private long deadLetters;
  private long filtered;
  private int inFlight;
  private @Nullable Instant lastConfirmed;
  private @Nullable Failure lastFailure;
  private @Nullable Instant lastFailureAt;
  private @Nullable Failure lastDeadLetter;
  private @Nullable Instant lastDeadLetterAt;

  Progress(String destination, Clock clock, FailureLog failureLog, DeliveryMeters meters) {
    this.destination = destination;
    this.clock = clock;
    this.failureLog = failureLog;
    this.meters = meters;
    this.since = clock.instant();
    this.sinceNanos = System.nanoTime();
  }

  /** Something got through, and nothing that failed is left. */
  synchronized void up() {
    enter(WorkerState.UP);
    failureLog.recovered();
  }

  /** A transport is there; whether it works is not known yet. */
  synchronized void begun() {
    if (state == WorkerState.BLOCKED) {
      enter(WorkerState.STARTING);
    }
  }

  /** An attempt failed; the code tells whether somebody has to act. */
  void failed(Failure failure, @Nullable Throwable cause) {
    fail(failure.code().blocking() ? WorkerState.BLOCKED : WorkerState.RETRYING, failure, cause);
  }

  /** Nothing goes on until this is put right, whatever its code. */
  void blocked(Failure failure, @Nullable Throwable cause) {
    fail(WorkerState.BLOCKED, failure, cause);
  }

  /** A transport does not answer and is being stopped. */
  void overdue(Failure failure) {
    fail(WorkerState.BLOCKED, failure, null);
  }

  /** Nothing is sent, because the operator wants that. */
  synchronized void paused() {
    enter(WorkerState.PAUSED);
  }

  /** The operator wants it to go on. */
  synchronized void resumed() {
    if (state == WorkerState.PAUSED) {
      enter(WorkerState.STARTING);
    }
  }

  synchronized void stopped() {
    enter(WorkerState.STOPPED);
  }

  /** What a batch came to; {@code sentNanos} is how long its answer took. */
  synchronized void answered(int confirmed, int again, long sentNanos) {
    meters.sent(sentNanos);
    meters.retried(again);
    retried += again;
    if (confirmed > 0) {
      meters.delivered(confirmed);
      delivered += confirmed;
      lastConfirmed = clock.instant();
    }
  }

  synchronized void rejected(FailureCode code) {
    meters.rejected(code);
    rejected++;
  }

  synchronized void deadLetter(Failure reason) {
    meters.deadLetter();
    deadLetters++;
    lastDeadLetter = reason;
    lastDeadLetterAt = clock.instant();
  }

  synchronized void filtered(int records) {
    filtered += records;
    meters.filtered(records);
  }

  synchronized void inFlight(int messages) {
    inFlight = messages;
  }

  synchronized WorkerStatus status(Backlog backlog, Health transport) {
    return new WorkerStatus(
        destination,
        state,
        since,
        Duration.ofNanos(System.nanoTime() - sinceNanos),
        backlog,
        delivered,
        retried,
        rejected,
        deadLetters,
        filtered,
        inFlight,
        lastConfirmed,
        lastFailure,
        lastFailureAt,
        lastDeadLetter,
        lastDeadLetterAt,
        transport);
  }

  private synchronized void fail(WorkerState next, Failure failure, @Nullable Throwable cause) {
    enter(next);
    lastFailure = failure;
    lastFailureAt = clock.instant();
    failureLog.failed(next, failure, cause);
  }

  private void enter(WorkerState next) {
    if (state != next && state != WorkerState.STOPPED) {
      state = next;
      since = clock.instant();
      sinceNanos = System.nanoTime();
    }
  }
}
