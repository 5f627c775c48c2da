package io.acsexport.core.delivery;

/** A record of the spool that no message can be made of. */
public final class UnreadableRecordException extends Exception {

  /** With what is wrong, and the cause. */
  public UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
