package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that did not come about, or of which nobody knows whether it did. Messages that
 * were refused for good are answered so; all others come again.
 */
final class FailedTransaction {

  private final List<OutboundMessage> messages;
  private final Throwable thrown;
  private final Map<Long, Outcome> rejected = new HashMap<>();
  private @Nullable Failure failure;
  private @Nullable Long culprit;

  FailedTransaction(List<OutboundMessage> messages, Throwable thrown) {
    this.messages = messages;
    this.thrown = thrown;
  }

  /** The broker would never take this one. */
  void rejected(int index, Outcome outcome) {
    rejected.put(messages.get(index).sequence(), outcome);
  }

  /** This message failed, though not for good; the first one counts. */
  void because(int index, Failure cause) {
    if (failure == null) {
      failure = cause;
      culprit = messages.get(index).sequence();
    }
  }

  /** It failed as a whole. */
  void because(Failure cause) {
    failure = cause;
  }

  boolean isExplained() {
    return failure != null || !rejected.isEmpty();
  }

  /** Whether nothing is wrong but single messages, so that the producer can go on without them. */
  boolean onlyRejections() {
    return failure == null;
  }

  /** Why, where it is more than single messages. */
  Failure failure() {
    Failure cause = failure;
    return cause == null
        ? Failure.of(FailureCode.HELD_BACK, "another event of its transaction was refused")
        : cause;
  }

  Throwable thrown() {
    return thrown;
  }

  Outcome outcome(OutboundMessage message) {
    Outcome refused = rejected.get(message.sequence());
    if (refused != null) {
      return refused;
    }
    Failure cause = failure();
    boolean heldBack = culprit != null && culprit != message.sequence();
    return Outcome.retry(
        heldBack
            ? Failure.of(
                FailureCode.HELD_BACK, "another event of its transaction failed: " + cause.detail())
            : cause);
  }
}
