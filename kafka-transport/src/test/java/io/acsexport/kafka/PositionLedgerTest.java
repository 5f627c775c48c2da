package io.acsexport.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class PositionLedgerTest {

  private final PositionLedger ledger = new PositionLedger(10, set());

  @Test
  void thePositionFollowsWhatIsCommitted() {
    commit(11, 12, 15);

    assertThat(ledger.covers(15)).isTrue();
    assertThat(ledger.covers(16)).isFalse();
    assertThat(ledger.after(of()).through()).isEqualTo(15);
  }

  @Test
  void nothingPassesAMessageThatIsLeftBehind() {
    ledger.failed(11);
    ledger.failed(12);
    commit(12);

    assertThat(ledger.covers(12)).isTrue();
    assertThat(ledger.covers(11)).isFalse();
    assertThat(ledger.after(of(20)).through()).isEqualTo(10);
    assertThat(ledger.after(of(20)).ahead()).containsExactly(12L, 20L);
  }

  @Test
  void whatTheCursorHasPassedHoldsNothingBack() {
    ledger.failed(11);
    commit(12);
    ledger.settled(11); // it became a dead letter
    commit(13, 14);

    assertThat(ledger.after(of()).through()).isEqualTo(14);
    assertThat(ledger.after(of()).ahead()).isEmpty();
  }

  @Test
  void oneThatIsRefusedHoldsNothingBack() {
    ledger.failed(11);
    ledger.failed(12);
    ledger.rejected(11);
    commit(12);

    assertThat(ledger.after(of()).through()).isEqualTo(12);
  }

  @Test
  void aTransactionInDoubtThatCameAboutIsNotSentAgain() {
    ledger.failed(11);
    ledger.failed(12);
    ledger.found(12, set());

    assertThat(ledger.covers(11)).isTrue();
    assertThat(ledger.after(of(13)).through()).isEqualTo(13);
  }

  @Test
  void aPositionIsReadAsItWasStored() {
    StoredPosition position =
        new StoredPosition(new UUID(1, 2), new UUID(3, 4), 1L << 40, set((1L << 40) + 7, 1L << 41));

    assertThat(StoredPosition.of(position.toOffset())).isEqualTo(position);
  }

  @Test
  void theTextOfAPositionStaysWithinWhatBrokersTake() {
    TreeSet<Long> many = new TreeSet<>();
    for (long sequence = 1; sequence <= 10_000; sequence++) {
      many.add((1L << 41) + sequence * 1_000_000);
    }
    OffsetAndMetadata offset =
        new StoredPosition(new UUID(1, 2), new UUID(3, 4), 1L << 40, many).toOffset();

    assertThat(offset.metadata().length()).isLessThan(4096);
  }

  @Test
  void whatIsNoPositionOfOursIsNone() {
    for (String text :
        List.of("", "x", "1 a b", "2 " + new UUID(1, 2) + " " + new UUID(3, 4), "1 2 3 zz 5")) {
      assertThat(StoredPosition.of(new OffsetAndMetadata(5, text))).as(text).isNull();
    }
  }

  private void commit(long... sequences) {
    ledger.committed(sequences, ledger.after(sequences));
  }

  private static long[] of(long... sequences) {
    return sequences;
  }

  private static SortedSet<Long> set(long... sequences) {
    TreeSet<Long> set = new TreeSet<>();
    Arrays.stream(sequences).forEach(set::add);
    return set;
  }
}
