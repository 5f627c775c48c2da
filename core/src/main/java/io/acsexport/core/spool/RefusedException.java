package io.acsexport.core.spool;

import org.jspecify.annotations.Nullable;

/** The spool did not take a record, or cannot say whether it is on disk. */
public final class RefusedException extends Exception {

  /** Why a record was refused; also the {@code reason} label of the refused counter. */
  public enum Reason {
    /** {@code max-size} is reached and a destination holds its backlog. */
    FULL,
    /** The file system has no space left, or less than {@code min-free}. */
    NO_SPACE,
    /** The payload is longer than {@code max-event-size}. */
    TOO_LARGE,
    /** The disk does not answer: another append has been inside a write for too long. */
    STALLED,
    /** The disk answered with an error. */
    IO_ERROR,
    /** Written, but not known to be on disk within the time allowed; it may yet be delivered. */
    SYNC_LATE,
    /** Written, but the sync failed; it may yet be delivered. */
    SYNC_FAILED,
    /** The spool is closed. */
    CLOSED;

    /** Whether the record may be delivered although the append was refused. */
    public boolean outcomeUnknown() {
      return this == SYNC_LATE || this == SYNC_FAILED;
    }
  }

  private final Reason reason;

  /** With a message for the operator, and what caused it, if anything did. */
  public RefusedException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
