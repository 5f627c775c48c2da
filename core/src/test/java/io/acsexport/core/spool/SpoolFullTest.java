package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.appendNumbers;
import static io.acsexport.core.spool.SpoolFixture.entries;
import static io.acsexport.core.spool.SpoolFixture.gaps;
import static io.acsexport.core.spool.SpoolFixture.number;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.spool.RefusedException.Reason;
import io.acsexport.core.spool.SpoolItem.Gap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFullTest {

  private static final int SEGMENTS = 6;
  private static final int RECORDS = 500;

  @TempDir Path temp;

  @Test
  void aStuckDestinationYieldsWhileTheOtherLosesNothingAndNobodyIsRefused() throws Exception {
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      SpoolCursor healthy = spool.openCursor("healthy", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      SpoolCursor stuck = spool.openCursor("stuck", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      List<String> delivered = fillAndDrain(spool, healthy, 0, RECORDS);

      assertThat(delivered).isEqualTo(numbers(0, RECORDS));
      assertThat(spool.stats().refused().values()).containsOnly(0L);
      assertThat(spool.stats().usedBytes()).isLessThanOrEqualTo(spool.stats().maxBytes());
      // Room for the next segment is still being made.
      await()
          .untilAsserted(() -> assertToldOfEverything(spool, readAll(stuck.openReader()), RECORDS));
    }
  }

  @Test
  void theGapIsToldAgainAfterAReopenUntilItIsCommitted() throws Exception {
    Gap told;
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      SpoolCursor stuck = spool.openCursor("stuck", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      appendNumbers(spool, 0, RECORDS);
      SpoolFixture.settle(spool);
      told = gaps(readAll(stuck.openReader())).get(0);
      assertThat(told.count()).isPositive();
    }
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      SpoolCursor stuck = spool.openCursor("stuck", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      List<SpoolItem> items = readAll(stuck.openReader());
      assertThat(items.get(0)).isEqualTo(told);
      assertThat(told.count() + entries(items).count()).isEqualTo(RECORDS);
      stuck.commit(told.last());
      assertThat(gaps(readAll(stuck.openReader()))).isEmpty();
    }
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      SpoolCursor stuck = spool.openCursor("stuck", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      assertThat(gaps(readAll(stuck.openReader()))).isEmpty();
    }
  }

  @Test
  void aReaderInTheMiddleHearsOfTheRecordsItWillNotSeeAndOfNoOther() throws Exception {
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      SpoolCursor cursor = spool.openCursor("slow", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      SpoolReader reader = cursor.openReader();
      appendNumbers(spool, 0, 20);
      List<SpoolItem> items = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        SpoolItem item = reader.poll();
        assertThat(item).isNotNull();
        items.add(item);
      }
      appendNumbers(spool, 20, RECORDS);
      SpoolFixture.settle(spool);
      items.addAll(readAll(reader));

      Gap gap = gaps(items).get(0);
      assertThat(gaps(items)).hasSize(1);
      assertThat(gap.first()).isEqualTo(items.get(4).sequence() + 1);
      assertThat(gap.count()).isEqualTo(gap.last() - gap.first() + 1);
      assertThat(gap.count() + entries(items).count()).isEqualTo(RECORDS);

      // What was read before the gap is delivered: the rest of the gap stays for the next reader.
      cursor.commit(items.get(4).sequence());
      assertThat(readAll(cursor.openReader()).get(0)).isEqualTo(gap);
      // What was not is part of it.
      assertThat(spool.stats().dropped()).isEqualTo(gap.count() + 5);
    }
  }

  @Test
  void aDestinationThatHoldsLetsAppendsBeRefusedAndResumeAsItDrains() throws Exception {
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      SpoolCursor cursor = spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
      int stored = appendUntilRefused(spool, Reason.FULL, 0);
      assertThat(spool.stats().refused().get(Reason.FULL)).isEqualTo(1);
      assertThat(spool.stats().obstacle()).isEqualTo(Reason.FULL);
      assertThat(spool.stats().usedBytes()).isLessThanOrEqualTo(spool.stats().maxBytes());

      SpoolReader reader = cursor.openReader();
      List<SpoolItem> items = readAll(reader);
      assertThat(texts(items)).isEqualTo(numbers(0, stored));
      cursor.commit(items.get(items.size() - 1).sequence());
      await().until(() -> spool.stats().obstacle() == null);
      appendNumbers(spool, stored, stored + 20);
      assertThat(texts(readAll(reader))).isEqualTo(numbers(stored, stored + 20));
    }
  }

  @Test
  void aFullSpoolThatHoldsIsStillFullAfterAReopen() throws Exception {
    int stored;
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
      stored = appendUntilRefused(spool, Reason.FULL, 0);
    }
    for (int i = 0; i < 3; i++) {
      try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
        SpoolCursor cursor = spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
        stored = appendUntilRefused(spool, Reason.FULL, stored);
        assertThat(spool.stats().usedBytes()).isLessThanOrEqualTo(spool.stats().maxBytes());
        assertThat(texts(readAll(cursor.openReader()))).isEqualTo(numbers(0, stored));
      }
    }
  }

  @Test
  void aDestinationNoLongerConfiguredYieldsWhateverItWas() throws Exception {
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      spool.openCursor("gone", StartAt.EARLIEST, WhenFull.HOLD);
      appendNumbers(spool, 0, 40);
    }
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      SpoolCursor main = spool.openCursor("main", StartAt.LATEST, WhenFull.HOLD);
      assertThat(fillAndDrain(spool, main, 40, RECORDS)).isEqualTo(numbers(40, RECORDS));
      assertThat(spool.stats().refused().values()).containsOnly(0L);

      SpoolCursor back = spool.openCursor("gone", StartAt.EARLIEST, WhenFull.HOLD);
      assertToldOfEverything(spool, readAll(back.openReader()), RECORDS);
    }
  }

  @Test
  void nothingIsDroppedBeforeTheFirstAppend() throws Exception {
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      spool.openCursor("main", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      appendNumbers(spool, 0, 60);
    }
    try (Spool spool = SpoolFixture.open(temp, 2)) {
      SpoolFixture.settle(spool);
      assertThat(spool.stats().dropped()).isZero();
      SpoolCursor main = spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
      assertThat(texts(readAll(main.openReader()))).isEqualTo(numbers(0, 60));
    }
  }

  @Test
  void aHoldingDestinationBehindKeepsOthersFromDroppingInVain() throws Exception {
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      spool.openCursor("holds", StartAt.EARLIEST, WhenFull.HOLD);
      spool.openCursor("drops", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      appendUntilRefused(spool, Reason.FULL, 0);
      assertThat(spool.stats().dropped()).isZero();
    }
  }

  @Test
  void anEmptySegmentAheadOfADestinationIsDeletedLikeAnyOther() throws Exception {
    Spool spool = SpoolFixture.open(temp, SEGMENTS);
    spool.openCursor("slow", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
    appendNumbers(spool, 0, 5);
    spool.abandon();
    SpoolFixture.open(temp, SEGMENTS).abandon();
    Path empty = SpoolFixture.segments(temp).get(1);
    byte[] bytes = Files.readAllBytes(empty);
    SpoolFixture.open(temp, SEGMENTS).abandon();
    Files.write(empty, bytes);
    try (Spool reopened = SpoolFixture.open(temp, SEGMENTS)) {
      SpoolCursor slow = reopened.openCursor("slow", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      appendNumbers(reopened, 5, RECORDS);
      SpoolFixture.settle(reopened);
      assertToldOfEverything(reopened, readAll(slow.openReader()), RECORDS);
    }
  }

  @Test
  void deadLettersCountIntoTheBound() throws Exception {
    try (Spool spool = SpoolFixture.open(temp, SEGMENTS)) {
      spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
      spool.reserve(3L * SpoolFixture.SEGMENT);
      int stored = appendUntilRefused(spool, Reason.FULL, 0);
      spool.reserve(0);
      await().until(() -> spool.stats().obstacle() == null);
      assertThat(appendUntilRefused(spool, Reason.FULL, stored)).isGreaterThan(stored + 20);
    }
  }

  /** Appends from..to, one destination keeping up; returns what it read. */
  private static List<String> fillAndDrain(Spool spool, SpoolCursor cursor, int from, int to)
      throws Exception {
    SpoolReader reader = cursor.openReader();
    List<SpoolItem> items = new ArrayList<>();
    for (int i = from; i < to; i++) {
      append(spool, number(i));
      if (i % 10 == 9) {
        items.addAll(readAll(reader));
        cursor.commit(items.get(items.size() - 1).sequence());
      }
    }
    assertThat(gaps(items)).isEmpty();
    return texts(items);
  }

  private static void assertToldOfEverything(Spool spool, List<SpoolItem> items, int records) {
    Gap gap = gaps(items).get(0);
    assertThat(items.get(0)).isEqualTo(gap);
    assertThat(gap.reason()).isEqualTo(SpoolItem.Reason.DROPPED);
    assertThat(gap.count()).isPositive().isEqualTo(spool.stats().dropped());
    assertThat(texts(items)).isEqualTo(numbers((int) gap.count(), records));
    assertThat(items.get(1).sequence()).isGreaterThan(gap.last());
  }

  private static int appendUntilRefused(Spool spool, Reason reason, int from) {
    int[] next = {from};
    assertThatThrownBy(
            () -> {
              while (true) {
                append(spool, number(next[0]));
                next[0]++;
              }
            })
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e).hasMessageContaining("spool");
            });
    return next[0];
  }
}
