package io.acsexport.cli.cloudstack;

import org.jspecify.annotations.Nullable;

/** A file of CloudStack's could not be read or understood. */
public final class UnreadableFileException extends Exception {

  private final String reason;

  /**
   * With file, line where there is one, and reason.
   *
   * @param reason no sentence's end, no secret
   */
  public UnreadableFileException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  /** The message, which is never null here. */
  public String reason() {
    return reason;
  }
}
