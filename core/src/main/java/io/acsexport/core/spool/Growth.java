package io.acsexport.core.spool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far segments may outgrow their size while the next one is being prepared, so that a burst
 * need not wait for zeros. The spool's own thread says what the bounds leave, and the appender
 * takes of it. What is taken counts as used, like all bytes of segments.
 */
final class Growth {

  /** One segment outgrows its size by at most this part of {@code max-size} ... */
  private static final int PART_OF_SPOOL = 16;

  /** ... and by at most this many times its size. */
  private static final int SIZES = 3;

  private final long longest;
  private final AtomicLong taken = new AtomicLong();
  private volatile long limit;

  Growth(SpoolOptions options) {
    longest =
        options.segmentSize()
            + Math.min(options.maxSize() / PART_OF_SPOOL, (long) SIZES * options.segmentSize());
  }

  /** No segment grows beyond this many bytes. */
  long longest() {
    return longest;
  }

  /** Bytes taken since the spool was opened, by whomever. */
  long taken() {
    return taken.get();
  }

  /**
   * Allows as much from now on, instead of what was allowed before.
   *
   * @param takenBefore {@link #taken()} as it was before the bounds were looked at: what is taken
   *     in between counts
   */
  void allow(long takenBefore, long bytes) {
    limit = takenBefore + Math.max(0, bytes);
  }

  /** Whether as many bytes may be taken. */
  boolean allows(long bytes) {
    return taken.get() + bytes <= limit;
  }

  /**
   * As many bytes were taken, or given back if negative. Called when they count as used already, on
   * the disk too, so that whoever looks at the bounds never leaves them out.
   */
  void take(long bytes) {
    taken.addAndGet(bytes);
  }
}
