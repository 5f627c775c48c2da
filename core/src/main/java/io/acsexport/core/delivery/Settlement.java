package io.acsexport.core.delivery;

import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * What a batch came to once its outcomes reached its messages.
 *
 * @param delivered how many the broker confirmed
 * @param undecided how many have to be sent again
 * @param rejected the codes of those finally refused
 * @param unclassified whether a message failed for no known reason
 */
record Settlement(int delivered, int undecided, List<FailureCode> rejected, boolean unclassified) {

  /** Brings the outcomes of an answered batch to its messages, and what went wrong to the round. */
  static Settlement of(OpenBatch batch, Window window, Round round) {
    List<Outcome> outcomes = batch.outcomes();
    List<FailureCode> rejected = new ArrayList<>();
    int delivered = 0;
    int undecided = 0;
    boolean unclassified = false;
    for (int i = 0; i < outcomes.size(); i++) {
      Pending pending = batch.pendings().get(i);
      Outcome outcome = outcomes.get(i);
      if (outcome instanceof Outcome.Retry retry) {
        undecided++;
        unclassified |= retry.failure().code() == FailureCode.UNCLASSIFIED;
        round.retry(retry, batch.cause());
      } else if (outcome instanceof Outcome.Rejected refused) {
        rejected.add(refused.failure().code());
        window.condemn(pending, refused.failure());
      } else {
        delivered++;
        pending.resolve();
      }
    }
    return new Settlement(delivered, undecided, rejected, unclassified);
  }
}
