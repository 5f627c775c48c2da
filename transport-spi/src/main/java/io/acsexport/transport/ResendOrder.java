package io.acsexport.transport;

import java.util.List;

/**
 * For transports with more than one batch in flight: keeps batches back after a failure until the
 * engine has begun to send again what failed.
 *
 * <p>While several batches are open the engine may hand over the next one before it has seen that
 * an earlier one failed. Sent at once, over a new connection say, it would overtake the earlier
 * messages of its keys; it has to be answered with {@link Outcome.Retry}, {@link
 * FailureCode#HELD_BACK}. Such batches ascend; the first one that goes back, behind the end of the
 * batch handed over before it, shows that the engine has seen the failure and starts again with
 * what is unresolved. Where it has given all of that up, since its spool was full, the batch kept
 * back comes again and so passes, too.
 *
 * <p>What failed is sent again one batch at a time. So when such a batch fails there is nothing to
 * keep back: the engine knows of every failure before it chooses the next, which may be a later
 * message of another key, to learn whether anything at all gets through.
 *
 * <p>Belongs to the thread that calls {@link Transport#send}.
 */
public final class ResendOrder {

  private long previousEnd = Long.MIN_VALUE;
  private long highest = Long.MIN_VALUE;
  private boolean previousWasRepeat;
  private boolean holding;

  /** Nothing has failed yet. */
  public ResendOrder() {}

  /** A message that was handed over has to be sent again. */
  public void failed() {
    holding = !previousWasRepeat;
  }

  /**
   * Whether this batch may be sent now. Asked once for each batch handed over.
   *
   * @param batch as the engine handed it over
   */
  public boolean admits(List<OutboundMessage> batch) {
    long first = batch.get(0).sequence();
    holding = holding && first > previousEnd;
    previousWasRepeat = first <= highest;
    previousEnd = batch.get(batch.size() - 1).sequence();
    highest = Math.max(highest, previousEnd);
    return !holding;
  }
}
