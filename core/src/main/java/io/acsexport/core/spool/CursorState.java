package io.acsexport.core.spool;

import io.acsexport.core.spool.SpoolItem.Gap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A destination's place. A gap that its reader has yet to hear of, or to resolve, ends where the
 * cursor stands.
 *
 * @param position everything up to here is resolved, or in the gap
 * @param pieces the gap below the position, by incarnation, so that any part of it can be counted
 */
record CursorState(long position, List<Gap> pieces) {

  /** More than that, and the oldest two become one that is counted as a whole. */
  static final int MOST_PIECES = 100;

  CursorState {
    pieces = List.copyOf(pieces);
  }

  static CursorState at(long position) {
    return new CursorState(position, List.of());
  }

  /** Everything up to this sequence is resolved, the gap's part of it included. */
  CursorState committed(long sequence) {
    return new CursorState(Math.max(position, sequence), piecesAbove(sequence));
  }

  /** The cursor moves to the end of this gap, which joins the one before. */
  CursorState jumped(Gap next) {
    List<Gap> joined = new ArrayList<>(pieces);
    int newest = joined.size() - 1;
    if (newest >= 0 && continues(joined.get(newest), next)) {
      joined.set(newest, join(joined.get(newest), next));
    } else {
      joined.add(next);
    }
    if (joined.size() > MOST_PIECES) {
      Gap oldest = joined.remove(0);
      joined.set(0, join(oldest, joined.get(0)));
    }
    return new CursorState(next.last(), joined);
  }

  private static boolean continues(Gap piece, Gap next) {
    return piece.last() + 1 == next.first()
        && piece.reason() == next.reason()
        && Sequences.sameIncarnation(piece.first(), next.last());
  }

  private static Gap join(Gap first, Gap second) {
    return new Gap(first.first(), second.last(), first.count() + second.count(), second.reason());
  }

  /** What of the gap lies above this sequence, or null where nothing does. */
  @Nullable Gap gapAbove(long sequence) {
    return sequence >= position
        ? null
        : piecesAbove(sequence).stream().reduce(CursorState::join).orElse(null);
  }

  private List<Gap> piecesAbove(long sequence) {
    List<Gap> above = new ArrayList<>();
    for (Gap piece : pieces) {
      if (sequence < piece.first()) {
        above.add(piece);
      } else if (sequence < piece.last()) {
        above.add(new Gap(sequence + 1, piece.last(), countAbove(piece, sequence), piece.reason()));
      }
    }
    return above;
  }

  /** Exact inside an incarnation; a piece that spans several may say too many. */
  private static long countAbove(Gap piece, long sequence) {
    return Sequences.sameIncarnation(sequence, piece.last())
        ? Math.min(piece.count(), piece.last() - sequence)
        : piece.count();
  }

  /** After which sequence a new reader begins: before the gap, so that it is handed out again. */
  long readFrom() {
    return pieces.isEmpty() ? position : pieces.get(0).first() - 1;
  }
}
