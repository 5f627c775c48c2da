package io.acsexport.kafka;

import io.acsexport.transport.OutboundMessage;
import java.util.List;

/**
 * Keeps batches back after a failure until the engine has begun to send again what failed.
 *
 * <p>The engine may hand over further batches before it has seen that an earlier one failed. A new
 * producer would send them, ahead of the earlier events of their keys. Such batches ascend; the
 * first one that goes back, behind the end of the batch handed over before it, shows that the
 * engine has seen the failure and starts again with what is unresolved. Where it has given all of
 * that up, since its spool was full, the batch kept back comes again and so passes, too.
 *
 * <p>Belongs to the sending thread.
 */
final class ResendOrder {

  private long previousEnd = Long.MIN_VALUE;
  private boolean holding;

  /** A producer failed. */
  void failed() {
    holding = true;
  }

  /** Whether this batch may be sent now. */
  boolean admits(List<OutboundMessage> batch) {
    boolean goesBack = batch.get(0).sequence() <= previousEnd;
    previousEnd = batch.get(batch.size() - 1).sequence();
    holding = holding && !goesBack;
    return !holding;
  }
}
