package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowTest {

  private final Window window = new Window();

  @Test
  void theCursorMovesOverTheResolvedPrefixAndWhatWasSkippedBehindIt() {
    Pending first = add(1, "a");
    Pending second = add(2, "b");
    window.skip(entry(3));
    window.skip(entry(4));
    Pending fifth = add(5, "c");

    second.resolve();
    assertThat(window.advance()).isEmpty();
    first.resolve();
    assertThat(window.advance()).isEqualTo(OptionalLong.of(4));
    assertThat(window.recordsAbove(0)).isEqualTo(1);
    assertThat(window.advance()).isEmpty();
    fifth.resolve();
    assertThat(window.advance()).isEqualTo(OptionalLong.of(5));
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void whatIsSkippedTakesNoRoom() {
    add(1, "a");
    for (int i = 2; i < 100_000; i++) {
      window.skip(entry(i));
    }
    assertThat(window.size()).isEqualTo(1);
    assertThat(window.recordsAbove(0)).isEqualTo(99_999);
  }

  @Test
  void whatIsSkippedWithNothingBeforeItMovesTheCursorAtOnce() {
    window.skip(entry(1));
    window.skip(new SpoolItem.Gap(2, 9, 8, SpoolItem.Reason.DROPPED));
    assertThat(window.advance()).isEqualTo(OptionalLong.of(9));
    assertThat(window.advance()).isEmpty();
  }

  @Test
  void whatIsCondemnedHoldsTheCursorUntilItIsBuried() {
    Pending refused = add(1, "a");
    window.take(1, 100);
    window.condemn(refused, Failure.of(FailureCode.UNROUTABLE, "no queue"));
    window.requeue();
    assertThat(window.take(10, 100)).isEmpty();
    assertThat(window.advance()).isEmpty();

    assertThat(window.condemned()).containsExactly(refused);
    window.bury(refused);
    assertThat(window.hasCondemned()).isFalse();
    assertThat(window.advance()).isEqualTo(OptionalLong.of(1));
  }

  @Test
  void whatFailedIsTakenAgainInSequenceOrderAndCountsAsResendUntilResolved() {
    List<Pending> all = List.of(add(1, "a"), add(2, "b"), add(3, "c"));
    assertThat(window.resending()).isFalse();
    assertThat(window.take(2, 100)).hasSize(2);
    all.get(0).resolve();
    window.advance();
    window.requeue();
    Pending added = add(4, "d");

    assertThat(window.resending()).isTrue();
    assertThat(window.take(10, 100)).containsExactly(all.get(1), all.get(2), added);
    all.get(1).resolve();
    all.get(2).resolve();
    window.advance();
    assertThat(window.resending()).isFalse();
  }

  @Test
  void onlyTheFirstOfEachOtherKeyAndTheKeylessAreIndependent() {
    Pending held = add(1, "a");
    add(2, "a");
    Pending firstOfB = add(3, "b");
    add(4, "b");
    Pending keyless = add(5, null);
    Pending keylessToo = add(6, null);

    assertThat(window.independentOf(held)).containsExactly(firstOfB, keyless, keylessToo);
    assertThat(window.take(keyless)).containsExactly(keyless);
    assertThat(window.independentOf(held)).containsExactly(firstOfB, keylessToo);
  }

  private Pending add(long sequence, @Nullable String key) {
    Pending pending = Pending.of(entry(sequence), DeliveryFixture.message(sequence, key, "body"));
    window.add(pending);
    return pending;
  }

  private static SpoolItem entry(long sequence) {
    return new SpoolItem.Entry(sequence, 0, new byte[0]);
  }
}
