package io.acsexport.core.delivery;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong since the last wait, in all batches that were open together: one wait and one
 * line in the log answer for all of it. Delivery thread only.
 */
final class Round {

  private @Nullable Failure failure;
  private long failedSequence;
  private @Nullable Throwable cause;
  private @Nullable Duration delay;
  private @Nullable Pending suspect;

  /**
   * Takes note of a message that has to be sent again. Batches are answered in any order: where
   * failures tell as much, that of the earliest message is nearest to the cause.
   */
  void retry(long sequence, Outcome.Retry retry, @Nullable Throwable thrown) {
    int more = failure == null ? 1 : weight(retry.failure()) - weight(failure);
    if (more > 0 || (more == 0 && sequence < failedSequence)) {
      failure = retry.failure();
      failedSequence = sequence;
      cause = thrown;
    }
    Duration asked = retry.delay();
    if (asked != null && (delay == null || asked.compareTo(delay) > 0)) {
      delay = asked;
    }
  }

  /** The last message of a batch that failed for no known reason while the broker was reachable. */
  void suspect(Pending last) {
    if (suspect == null || last.sequence() < suspect.sequence()) {
      suspect = last;
    }
  }

  /** What tells most, or null where nothing failed. */
  @Nullable Failure failure() {
    return failure;
  }

  @Nullable Throwable cause() {
    return cause;
  }

  /** The longest wait asked for, or null. */
  @Nullable Duration delay() {
    return delay;
  }

  /** Where the first suspicious batch ends, or null. */
  @Nullable Pending suspect() {
    return suspect;
  }

  /** A message that merely had to wait for another says nothing about the trouble. */
  private static int weight(Failure failure) {
    if (failure.code().blocking()) {
      return 3;
    }
    if (failure.code() == FailureCode.UNCLASSIFIED) {
      return 2;
    }
    return failure.code() == FailureCode.HELD_BACK || failure.code() == FailureCode.CLOSED ? 0 : 1;
  }
}
