package io.acsexport.core.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the one message that a broker's client cannot digest, after a batch failed for no known
 * reason although the broker is reachable. One batch at a time, the first half of the suspects is
 * sent; where that fails the culprit is in it, else in the rest, until it stands alone.
 *
 * <p>A message is guilty once it failed twice on its own and, since it was first suspected, another
 * message was delivered: so a broker that fails everybody makes nobody guilty. Where nothing before
 * the accused was delivered, a <em>witness</em> is sent ahead of it: a later message that owes the
 * accused no order, because its key is another or it has none. One that fails is tried twice in a
 * row: after a failure a transport may hold back what does not go back in sequence. Delivery thread
 * only.
 */
final class PoisonSearch {

  private static final int FAILURES_ALONE = 2;

  /** So many undecided messages, the first ones, are known to fail together; 0 without a search. */
  private int suspects;

  private boolean otherDelivered;
  private @Nullable Pending accused;
  private int failuresAlone;
  private boolean witnessTurn;
  private int witnessesTried;

  boolean active() {
    return suspects > 0;
  }

  /** Begins: the first {@code count} undecided messages failed together. */
  void begin(int count) {
    end();
    suspects = count;
  }

  /** Drops what is known; the next failure begins anew. */
  void end() {
    suspects = 0;
    otherDelivered = false;
    accused = null;
    failuresAlone = 0;
    witnessTurn = false;
    witnessesTried = 0;
  }

  /** Whether a witness is needed and none is at hand, so that more should be read. */
  boolean lacksWitness(Window window) {
    return accused != null && !otherDelivered && window.independentOf(accused).isEmpty();
  }

  /** Chooses what to send next, alone. */
  List<Pending> choose(Window window, int maxMessages, int maxBytes) {
    Pending alone = accused;
    if (alone == null) {
      return window.take(Math.min(Math.max(1, suspects / 2), maxMessages), maxBytes);
    }
    if (witnessTurn && !otherDelivered) {
      List<Pending> witnesses = window.independentOf(alone);
      if (!witnesses.isEmpty()) {
        return window.take(witnesses.get(witnessesTried / 2 % witnesses.size()));
      }
    }
    return window.take(alone);
  }

  /**
   * Learns what became of the batch chosen.
   *
   * @param delivered how many of it were delivered
   * @param undecided how many of it have to be sent again
   * @param suspicious whether they failed for no known reason while the broker was reachable
   * @return the message found guilty, or null
   */
  @Nullable Pending learn(List<Pending> batch, int delivered, int undecided, boolean suspicious) {
    Pending alone = accused;
    if (alone != null && batch.get(0) != alone) {
      otherDelivered |= delivered > 0;
      witnessesTried++;
      witnessTurn = witnessesTried % 2 == 1;
      return null;
    }
    otherDelivered |= delivered > 0;
    witnessTurn = true;
    if (undecided == 0) {
      suspects -= batch.size();
      clear();
      return null;
    }
    if (!suspicious) {
      suspects = Math.max(1, suspects - (batch.size() - undecided));
      return null;
    }
    suspects = undecided;
    return batch.size() == 1 ? accuse(batch.get(0)) : null;
  }

  private @Nullable Pending accuse(Pending alone) {
    accused = alone;
    failuresAlone++;
    if (failuresAlone < FAILURES_ALONE || !otherDelivered) {
      return null;
    }
    end();
    return alone;
  }

  /** The accused got through, or all suspects did: what failed before was no single message. */
  private void clear() {
    accused = null;
    failuresAlone = 0;
    if (suspects <= 0) {
      end();
    }
  }
}
