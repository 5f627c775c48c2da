package io.acsexport.core.event;

import org.jspecify.annotations.Nullable;

/** An event that cannot be stored whatever the state of the spool. */
public final class EventRefusedException extends Exception {

  /** Why; also the {@code reason} label of the refused counter. */
  public enum Reason {
    /** Its body is longer than {@code max-event-size}, or its properties are absurdly long. */
    TOO_LARGE,
    /** Secrets could not be masked, and it must not be stored unmasked. */
    REDACTION_FAILED
  }

  private final Reason reason;

  EventRefusedException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
