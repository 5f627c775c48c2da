package io.acsexport.transport;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of one message of a batch. */
public sealed interface Outcome {

  /** The broker confirmed the message. */
  record Delivered() implements Outcome {
    private static final Delivered INSTANCE = new Delivered();
  }

  /**
   * The broker, healthy and correctly configured, would refuse this very message however often it
   * came. The engine puts it into the dead letters and goes on.
   *
   * @param failure why; its code must be one of category {@link FailureCode.Category#MESSAGE}
   */
  record Rejected(Failure failure) implements Outcome {
    /** Refuses codes that concern more than one message: those must be retried. */
    public Rejected {
      if (failure.code().category() != FailureCode.Category.MESSAGE) {
        throw new IllegalArgumentException(
            failure.code() + " concerns more than one message and cannot reject one: use Retry");
      }
    }
  }

  /**
   * The message was not confirmed and is to be sent again, at a time the engine chooses.
   *
   * @param failure why
   * @param delay the least time to wait that the broker asked for, or null where it asked for none
   */
  record Retry(Failure failure, @Nullable Duration delay) implements Outcome {
    /** Requires a failure. */
    public Retry {
      Objects.requireNonNull(failure, "failure is null");
    }
  }

  /** The broker confirmed the message. */
  static Outcome delivered() {
    return Delivered.INSTANCE;
  }

  /** A final refusal; see {@link Rejected}. */
  static Outcome rejected(FailureCode code, String detail) {
    return new Rejected(Failure.of(code, detail));
  }

  /** Not confirmed, to be sent again. */
  static Outcome retry(Failure failure) {
    return new Retry(failure, null);
  }
}
