package io.acsexport.core.delivery;

import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch came to once its outcomes reached its messages.
 *
 * @param delivered how many the broker confirmed
 * @param undecided how many have to be sent again
 * @param rejected the codes of those finally refused
 * @param unclassified whether a message failed for no known reason
 * @param lastDelivered the last one that the broker confirmed, or null
 */
record Settlement(
    int delivered,
    int undecided,
    List<FailureCode> rejected,
    boolean unclassified,
    @Nullable OutboundMessage lastDelivered) {

  /** Brings the outcomes of an answered batch to its messages, and what went wrong to the round. */
  static Settlement of(OpenBatch batch, Window window, Round round) {
    List<Outcome> outcomes = batch.outcomes();
    List<FailureCode> rejected = new ArrayList<>();
    int delivered = 0;
    int undecided = 0;
    boolean unclassified = false;
    OutboundMessage lastDelivered = null;
    for (int i = 0; i < outcomes.size(); i++) {
      Pending pending = batch.pendings().get(i);
      Outcome outcome = outcomes.get(i);
      if (outcome instanceof Outcome.Retry retry) {
        undecided++;
        unclassified |= retry.failure().code() == FailureCode.UNCLASSIFIED;
        round.retry(pending.sequence(), retry, batch.cause());
      } else if (outcome instanceof Outcome.Rejected refused) {
        if (!pending.isRepeat()) {
          rejected.add(refused.failure().code());
          window.condemn(pending, refused.failure());
        }
      } else {
        delivered++;
        lastDelivered = batch.messages().get(i);
        pending.resolve();
      }
    }
    return new Settlement(delivered, undecided, rejected, unclassified, lastDelivered);
  }
}
