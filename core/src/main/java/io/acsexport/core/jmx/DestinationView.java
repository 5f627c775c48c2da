package io.acsexport.core.jmx;

import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.transport.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One destination as JMX shows it: every getter is an item of its composite data. A class, since
 * records are understood only by Java 21 and newer.
 */
public final class DestinationView {

  private final WorkerStatus status;

  DestinationView(WorkerStatus status) {
    this.status = status;
  }

  /** Its name. */
  public String getName() {
    return status.destination();
  }

  /** {@code STARTING}, {@code UP}, {@code RETRYING}, {@code BLOCKED} or {@code STOPPED}. */
  public String getState() {
    return status.state().name();
  }

  /** Since when, as RFC 3339 in UTC. */
  public String getSince() {
    return status.since().toString();
  }

  /** Events not yet resolved. */
  public long getBacklogEvents() {
    return status.backlog().events();
  }

  /** Their bytes on the disk. */
  public long getBacklogBytes() {
    return status.backlog().bytes();
  }

  /** When the oldest of them was accepted, as RFC 3339 in UTC; null where there is none. */
  public @Nullable String getOldestAccepted() {
    Long millis = status.backlog().oldestAcceptedMillis();
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }

  /** Messages that the broker confirmed. */
  public long getDelivered() {
    return status.delivered();
  }

  /** Times that a message had to be sent again. */
  public long getRetried() {
    return status.retried();
  }

  /** Messages finally refused. */
  public long getRejected() {
    return status.rejected();
  }

  /** Messages stored as dead letters. */
  public long getDeadLetters() {
    return status.deadLetters();
  }

  /** When the broker last confirmed a message, as RFC 3339 in UTC; null where it never did. */
  public @Nullable String getLastConfirmed() {
    Instant confirmed = status.lastConfirmed();
    return confirmed == null ? null : confirmed.toString();
  }

  /** The last failure, present in the states RETRYING and BLOCKED, else past; null if none. */
  public @Nullable String getLastFailure() {
    Failure failure = status.lastFailure();
    return failure == null ? null : failure.code().label() + ": " + failure.detail();
  }
}
