package io.acsexport.core.delivery;

/** A wait between attempts, which is no sleep: whoever pauses looks around meanwhile. */
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

  boolean lasts() {
    return left() > 0;
  }

  /** Nanoseconds left; 0 where nothing has to wait. */
  long left() {
    long left = lasting ? endNanos - System.nanoTime() : 0;
    lasting = left > 0;
    return Math.max(0, left);
  }
}
