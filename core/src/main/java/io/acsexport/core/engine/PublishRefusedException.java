package io.acsexport.core.engine;

/** An event was not taken, or it cannot be said whether it was. Counted by reason. */
public final class PublishRefusedException extends Exception {

  private final String reason;
  private final boolean outcomeUnknown;

  PublishRefusedException(String reason, boolean outcomeUnknown, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.outcomeUnknown = outcomeUnknown;
  }

  /**
   * A stable word such as {@code full} or {@code too-large}; the {@code reason} label of the
   * counter.
   */
  public String reason() {
    return reason;
  }

  /** Whether the event may yet be delivered although this was thrown. */
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
