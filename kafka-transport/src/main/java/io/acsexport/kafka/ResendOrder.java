package io.acsexport.kafka;

import io.acsexport.transport.OutboundMessage;
import java.util.List;

/**
 * Keeps new batches back after a failure until the engine has begun to send again what failed.
 *
 * <p>The engine may hand over the next batch before it has seen that an earlier one failed. A new
 * producer would send it, ahead of the earlier events of its keys. A batch that reaches back into
 * what was handed over before shows that the engine has seen the failure. Where it has given up
 * what failed, for its spool was full, the batch kept back comes again and so passes, too.
 *
 * <p>Belongs to the sending thread.
 */
final class ResendOrder {

  private long highest = Long.MIN_VALUE;
  private boolean holding;

  /** A producer failed. */
  void failed() {
    holding = true;
  }

  /** Whether this batch may be sent now. */
  boolean admits(List<OutboundMessage> batch) {
    boolean again = batch.get(0).sequence() <= highest;
    highest = Math.max(highest, batch.get(batch.size() - 1).sequence());
    holding = holding && !again;
    return !holding;
  }
}
