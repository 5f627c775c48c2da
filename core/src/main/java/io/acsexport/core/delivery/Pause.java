package io.acsexport.core.delivery;

/**
 * A wait between attempts, which is no sleep: whoever pauses looks around meanwhile. It ends only
 * where it is asked to, not in the middle of a turn that took it for lasting.
 */
final class Pause {

  private boolean lasting;
  private long endNanos;

  void begin(long nanos) {
    lasting = true;
    endNanos = System.nanoTime() + nanos;
  }

  void end() {
    lasting = false;
  }

  void endIfOver() {
    lasting = lasting && left() > 0;
  }

  boolean lasts() {
    return lasting;
  }

  /** Nanoseconds until it is over; not below 0. */
  long left() {
    return Math.max(0, endNanos - System.nanoTime());
  }
}
