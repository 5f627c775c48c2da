package io.acsexport.core.delivery;

import io.acsexport.transport.Failure;
import io.acsexport.transport.OutboundMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the one message that a broker's client cannot digest, after a batch failed for no known
 * reason although the broker is reachable. One batch at a time, the first half of the suspects is
 * sent; where that fails the culprit is in it, else in the rest, until it stands alone.
 *
 * <p>A message is guilty once it failed twice on its own and, since it was first suspected, another
 * message was delivered: so a broker that fails everybody makes nobody guilty. Where nothing before
 * the accused was delivered, a <em>witness</em> is sent ahead of it. One that fails is tried twice
 * in a row: after a failure a transport may hold back what does not go back in sequence. Witnesses
 * take turns, so that a second message that cannot be digested keeps no search from its end:
 *
 * <ol>
 *   <li>later messages that owe the accused no order, because their key is another or they have
 *       none;
 *   <li>the last message that was delivered, once more: where all have one key, that repeat breaks
 *       no order;
 *   <li>the one behind the accused with the same key, where not even that is at hand, as after a
 *       restart. It goes only after many failures, right behind the last of them. Once it is
 *       delivered the accused may not follow any more, and is guilty without another trial.
 * </ol>
 *
 * <p>Delivery thread only.
 */
final class PoisonSearch {

  /** What the search comes to. */
  record Verdict(Pending guilty, String detail) {}

  private static final int FAILURES_ALONE = 2;
  private static final int FAILURES_BEFORE_FOLLOWER = 10;

  /** So many undecided messages, the first ones, are known to fail together; 0 without a search. */
  private int suspects;

  private boolean otherDelivered;
  private @Nullable Pending accused;
  private @Nullable Failure lastFailure;
  private @Nullable Pending follower;
  private int failuresAlone;
  private boolean witnessTurn;
  private int witnessesTried;

  /** What was delivered last by sequence, so the last of its key; survives the search. */
  private @Nullable OutboundMessage lastDelivered;

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
    lastFailure = null;
    follower = null;
    failuresAlone = 0;
    witnessTurn = false;
    witnessesTried = 0;
  }

  /**
   * The transport is a new one, which knows of no message that is left behind: it gets the first
   * undecided one before any that may go ahead.
   */
  void beginAnew() {
    int left = suspects;
    end();
    suspects = left;
  }

  /** Keeps what was delivered, with or without a search. */
  void remember(@Nullable OutboundMessage delivered) {
    if (delivered != null
        && (lastDelivered == null || delivered.sequence() > lastDelivered.sequence())) {
      lastDelivered = delivered;
    }
  }

  /** Whether a witness is needed and none is at hand, so that more should be read. */
  boolean lacksWitness(Window window) {
    return accused != null && !otherDelivered && window.independentOf(accused).isEmpty();
  }

  /** Whether the next to go is one that must not be kept waiting behind the accused's failure. */
  boolean wantsFollowerNow(Window window) {
    Pending alone = accused;
    if (alone == null || !witnessTurn || witnessesTried % 2 != 0) {
      return false;
    }
    Pending witness = witness(window, alone);
    return witness != null && witness == window.followerOf(alone);
  }

  /** Chooses what to send next, alone. */
  List<Pending> choose(Window window, int maxMessages, int maxBytes) {
    Pending alone = accused;
    if (alone == null) {
      return window.take(Math.min(Math.max(1, suspects / 2), maxMessages), maxBytes);
    }
    Pending witness = witnessTurn ? witness(window, alone) : null;
    if (witness == null) {
      return window.take(alone);
    }
    follower = window.followerOf(alone);
    return witness.isRepeat() ? List.of(witness) : window.take(witness);
  }

  private @Nullable Pending witness(Window window, Pending alone) {
    if (otherDelivered) {
      return null;
    }
    List<Pending> witnesses = new ArrayList<>(window.independentOf(alone));
    if (lastDelivered != null) {
      witnesses.add(Pending.repeat(lastDelivered.withPriorSends(lastDelivered.priorSends() + 1)));
    }
    Pending follower = window.followerOf(alone);
    if (follower != null && failuresAlone >= FAILURES_BEFORE_FOLLOWER) {
      witnesses.add(follower);
    }
    return witnesses.isEmpty() ? null : witnesses.get(witnessesTried / 2 % witnesses.size());
  }

  /**
   * Learns what became of the batch chosen.
   *
   * @param suspicious what they failed with, if for no known reason while the broker was reachable;
   *     else null
   * @return the message found guilty, or null
   */
  @Nullable Verdict learn(List<Pending> batch, Settlement settled, @Nullable Failure suspicious) {
    Pending alone = accused;
    otherDelivered |= settled.delivered() > 0;
    if (alone != null && batch.get(0) != alone) {
      return hear(batch.get(0), settled.delivered() > 0, alone);
    }
    witnessTurn = true;
    if (settled.undecided() == 0) {
      suspects -= batch.size();
      clear();
      return null;
    }
    if (suspicious == null) {
      suspects = Math.max(1, suspects - (batch.size() - settled.undecided()));
      return null;
    }
    suspects = settled.undecided();
    return batch.size() == 1 ? accuse(batch.get(0), suspicious) : null;
  }

  private @Nullable Verdict hear(Pending witness, boolean delivered, Pending alone) {
    witnessesTried++;
    witnessTurn = witnessesTried % 2 == 1;
    return delivered && witness == follower
        ? condemn(alone, "the next one of its key was delivered")
        : null;
  }

  private @Nullable Verdict accuse(Pending alone, Failure failure) {
    accused = alone;
    lastFailure = failure;
    failuresAlone++;
    return failuresAlone >= FAILURES_ALONE && otherDelivered
        ? condemn(alone, "others were delivered")
        : null;
  }

  private Verdict condemn(Pending guilty, String meanwhile) {
    String last = lastFailure == null ? "" : ", last: " + lastFailure.detail();
    Verdict verdict =
        new Verdict(guilty, "failed " + guilty.sends() + " times while " + meanwhile + last);
    end();
    return verdict;
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
