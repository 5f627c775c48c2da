package io.acsexport.transport;

import java.util.Collections;
import java.util.List;

/**
 * What became of the messages of one batch.
 *
 * @param outcomes one for each message, in the order of the batch; immutable
 */
public record BatchResult(List<Outcome> outcomes) {

  /** Copies the list. */
  public BatchResult {
    outcomes = List.copyOf(outcomes);
  }

  /** All messages of a batch of this size were confirmed. */
  public static BatchResult allDelivered(int size) {
    return new BatchResult(Collections.nCopies(size, Outcome.delivered()));
  }

  /** No message of a batch of this size was confirmed, all for one reason. */
  public static BatchResult allRetry(int size, Failure failure) {
    return new BatchResult(Collections.nCopies(size, Outcome.retry(failure)));
  }
}
