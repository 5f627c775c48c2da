package io.acsexport.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.SpoolItem.Gap;
import io.acsexport.core.spool.SpoolItem.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CursorStateTest {

  private static final long A = Sequences.firstOf(3);
  private static final long B = Sequences.firstOf(4);
  private static final long C = Sequences.firstOf(7);

  /** Lost: 3 of an incarnation, all 10 of the next, 5 of a third. */
  private static final CursorState STATE =
      CursorState.at(A + 6)
          .jumped(gap(A + 7, A + 9))
          .jumped(gap(B, B + 4))
          .jumped(gap(B + 5, B + 9))
          .jumped(gap(C, C + 4));

  @Test
  void everyPartOfAGapIsCountedExactly() {
    assertThat(STATE.position()).isEqualTo(C + 4);
    assertThat(STATE.pieces()).hasSize(3);
    assertThat(STATE.readFrom()).isEqualTo(A + 6);
    assertGap(STATE.gapAbove(A), A + 7, 18);
    assertGap(STATE.gapAbove(A + 8), A + 9, 16);
    assertGap(STATE.gapAbove(A + 9), B, 15);
    assertGap(STATE.gapAbove(B + 2), B + 3, 12);
    assertGap(STATE.gapAbove(C + 3), C + 4, 1);
    assertThat(STATE.gapAbove(C + 4)).isNull();
  }

  @Test
  void aCommitResolvesTheGapUpToIt() {
    assertThat(STATE.committed(A + 3)).isEqualTo(STATE);
    CursorState partly = STATE.committed(B + 2);
    assertThat(partly.position()).isEqualTo(C + 4);
    assertGap(partly.gapAbove(0), B + 3, 12);
    assertThat(partly.readFrom()).isEqualTo(B + 2);
    assertThat(STATE.committed(C + 20)).isEqualTo(CursorState.at(C + 20));
  }

  @Test
  void aGapOverManyIncarnationsStaysBounded() {
    CursorState state = CursorState.at(0);
    int incarnations = 3 * CursorState.MOST_PIECES;
    for (int i = 1; i <= incarnations; i++) {
      state = state.jumped(gap(Sequences.firstOf(i), Sequences.firstOf(i) + 1));
    }
    assertThat(state.pieces()).hasSize(CursorState.MOST_PIECES);
    assertGapCount(state.gapAbove(0), 2L * incarnations);
    assertGapCount(state.gapAbove(Sequences.firstOf(incarnations)), 1);
  }

  private static Gap gap(long first, long last) {
    return new Gap(first, last, last - first + 1, Reason.DROPPED);
  }

  private static void assertGap(@Nullable Gap gap, long first, long count) {
    assertThat(gap).isEqualTo(new Gap(first, C + 4, count, Reason.DROPPED));
  }

  private static void assertGapCount(@Nullable Gap gap, long count) {
    assertThat(gap).isNotNull().extracting(Gap::count).isEqualTo(count);
  }
}
