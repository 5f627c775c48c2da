package io.acsexport.core.delivery;

import java.time.Duration;

/** The operator's wish that nothing is delivered for now. Set by any thread. */
final class PauseRequest {

  /** Everything is answered by then; this is for an orderly good-bye. */
  private static final Duration GOOD_BYE = Duration.ofSeconds(1);

  private volatile boolean requested;

  /** Of the delivery thread. */
  private boolean standing;

  void set(boolean wanted) {
    requested = wanted;
  }

  boolean requested() {
    return requested;
  }

  /** Nothing is under way any more: the connection goes, too. */
  void standStill(TransportSlot slot, Progress progress) {
    standing = true;
    slot.close(GOOD_BYE);
    progress.paused();
  }

  /** Whether delivery stood still and is to go on; true once. */
  boolean isOver(Progress progress) {
    boolean over = standing && !requested;
    if (over) {
      standing = false;
      progress.resumed();
    }
    return over;
  }
}
