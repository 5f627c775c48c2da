package io.acsexport.transport;

import org.jspecify.annotations.Nullable;

/** A call to a transport failed as a whole, for a known reason. */
public class TransportException extends Exception {

  private final transient Failure failure;

  /** With the failure and what caused it, if anything did. */
  public TransportException(Failure failure, @Nullable Throwable cause) {
    super(failure.code().label() + ": " + failure.detail(), cause);
    this.failure = failure;
  }

  /** With a code's own remedy. */
  public TransportException(FailureCode code, String detail, @Nullable Throwable cause) {
    this(Failure.of(code, detail), cause);
  }

  /** Why it failed. */
  public Failure failure() {
    return failure;
  }
}
