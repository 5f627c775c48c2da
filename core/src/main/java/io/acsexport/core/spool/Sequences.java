package io.acsexport.core.spool;

/**
 * How records are numbered: strictly +1 inside an incarnation, and a new incarnation at every open,
 * so that no number is used twice whatever a crash took with it. A sequence is the incarnation
 * shifted left by 40 bits, plus a count from 0.
 */
final class Sequences {

  private static final int BITS = 40;

  private Sequences() {}

  static long incarnationOf(long sequence) {
    return sequence >>> BITS;
  }

  static long firstOf(long incarnation) {
    return incarnation << BITS;
  }

  static boolean startsIncarnation(long sequence) {
    return firstOf(incarnationOf(sequence)) == sequence;
  }

  static boolean sameIncarnation(long a, long b) {
    return incarnationOf(a) == incarnationOf(b);
  }

  /** The highest number that the incarnation of this sequence can reach. */
  static long limitOf(long sequence) {
    return firstOf(incarnationOf(sequence) + 1) - 1;
  }

  /**
   * How many records lay between two that were found, as far as can be told.
   *
   * @param found the sequence up to which everything is accounted for
   * @param predecessor the last sequence before {@code base}, as the segment that starts there says
   * @param base where the next segment starts; begins an incarnation other than that of {@code
   *     found}, or continues it
   */
  static long missingBetween(long found, long predecessor, long base) {
    if (sameIncarnation(found, base)) {
      return Math.max(0, base - found - 1);
    }
    if (predecessor <= found || predecessor >= base) {
      return 0;
    }
    return sameIncarnation(found, predecessor)
        ? predecessor - found
        : predecessor - firstOf(incarnationOf(predecessor)) + 1;
  }
}
