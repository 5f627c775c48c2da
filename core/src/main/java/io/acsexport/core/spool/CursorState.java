package io.acsexport.core.spool;

import io.acsexport.core.spool.SpoolItem.Gap;
import org.jspecify.annotations.Nullable;

/**
 * A destination's place. A gap that its reader has yet to hear of, or to resolve, ends where the
 * cursor stands.
 *
 * @param position everything up to here is resolved, or in the gap
 * @param gap records below the position that were never handed out
 */
record CursorState(long position, @Nullable Gap gap) {

  static CursorState at(long position) {
    return new CursorState(position, null);
  }

  /** Everything up to this sequence is resolved, the gap's part of it included. */
  CursorState committed(long sequence) {
    return new CursorState(Math.max(position, sequence), gapAbove(sequence));
  }

  /** The cursor moves to the end of this gap, which joins the one before. */
  CursorState jumped(Gap next) {
    Gap joined =
        gap == null
            ? next
            : new Gap(gap.first(), next.last(), gap.count() + next.count(), next.reason());
    return new CursorState(next.last(), joined);
  }

  /** What of the gap lies above this sequence, or null where nothing does. */
  @Nullable Gap gapAbove(long sequence) {
    if (gap == null || gap.last() <= sequence) {
      return null;
    }
    if (sequence < gap.first()) {
      return gap;
    }
    return new Gap(sequence + 1, gap.last(), countAbove(gap, sequence), gap.reason());
  }

  /** Exact unless a whole incarnation lies between; then it may say too many. */
  private static long countAbove(Gap gap, long sequence) {
    if (Sequences.sameIncarnation(sequence, gap.last())) {
      return Math.min(gap.count(), gap.last() - sequence);
    }
    return Sequences.sameIncarnation(gap.first(), sequence)
        ? Math.max(1, gap.count() - (sequence - gap.first() + 1))
        : gap.count();
  }

  /** After which sequence a new reader begins: before the gap, so that it is handed out again. */
  long readFrom() {
    return gap == null ? position : gap.first() - 1;
  }
}
