package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.appendCalmly;
import static io.acsexport.core.spool.SpoolFixture.appendNumbers;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.entries;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.spool.SpoolItem.Entry;
import io.acsexport.transport.SpoolIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

  @TempDir Path temp;

  @Test
  void whatIsAppendedIsReadAtOnceInOrder() throws Exception {
    try (Spool spool = SpoolFixture.open(temp.resolve("spool"));
        SpoolReader reader = cursor(spool, "main").openReader()) {
      assertThat(reader.poll()).isNull();
      long first = append(spool, "one");
      long second = append(spool, "");

      assertThat(second).isEqualTo(first + 1);
      assertThat(texts(readAll(reader))).containsExactly("one", "");
      append(spool, "three");
      assertThat(texts(readAll(reader))).containsExactly("three");
    }
  }

  @Test
  void aRecordCarriesItsSequenceAndAcceptTime() throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(1_234_567), ZoneOffset.UTC);
    try (Spool spool = Spool.open(SpoolFixture.options(temp, 100), clock)) {
      long sequence = append(spool, "x");
      assertThat(readAll(spool.browse(0)))
          .singleElement()
          .isInstanceOfSatisfying(
              Entry.class,
              entry -> {
                assertThat(entry.sequence()).isEqualTo(sequence);
                assertThat(entry.acceptedMillis()).isEqualTo(1_234_567);
              });
    }
  }

  @Test
  void aReopenedSpoolGoesOnBehindWhatWasCommitted() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      SpoolCursor cursor = cursor(spool, "main");
      appendNumbers(spool, 0, 100);
      List<SpoolItem> items = readAll(cursor.openReader());
      assertThat(texts(items)).isEqualTo(numbers(0, 100));
      cursor.commit(items.get(39).sequence());
    }
    try (Spool spool = SpoolFixture.open(temp)) {
      appendNumbers(spool, 100, 110);
      SpoolCursor cursor = cursor(spool, "main");
      assertThat(cursor.backlog().events()).isEqualTo(70);
      assertThat(texts(readAll(cursor.openReader()))).isEqualTo(numbers(40, 110));
    }
  }

  @Test
  void everyOpenBeginsANewIncarnationAndNoNumberComesTwice() throws Exception {
    List<Long> sequences = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      try (Spool spool = SpoolFixture.open(temp)) {
        cursor(spool, "main");
        sequences.add(append(spool, "a"));
        sequences.add(append(spool, "b"));
      }
    }
    assertThat(sequences).isSorted().doesNotHaveDuplicates();
    assertThat(sequences.get(2) >>> 40).isEqualTo((sequences.get(0) >>> 40) + 1);
    try (Spool spool = SpoolFixture.open(temp)) {
      assertThat(entries(readAll(spool.browse(0))).map(Entry::sequence).toList())
          .isEqualTo(sequences);
    }
  }

  @Test
  void numbersAreNotUsedAgainAfterEverythingWasFreedAndForgotten() throws Exception {
    long last;
    try (Spool spool = SpoolFixture.open(temp)) {
      last = append(spool, "a");
    }
    for (int i = 0; i < 3; i++) {
      try (Spool spool = SpoolFixture.open(temp)) {
        last = append(spool, "more");
        // Without a cursor nothing of an earlier incarnation is kept.
        await().until(() -> spool.stats().segments() == 1);
      }
    }
    try (Spool spool = SpoolFixture.open(temp)) {
      assertThat(append(spool, "b")).isGreaterThan(last);
    }
  }

  @Test
  void aSegmentIsFreedOnceEveryCursorHasPassedIt() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      SpoolCursor fast = cursor(spool, "fast");
      SpoolCursor slow = cursor(spool, "slow");
      appendCalmly(spool, 0, 100);
      List<SpoolItem> items = readAll(fast.openReader());
      fast.commit(items.get(99).sequence());
      slow.commit(items.get(49).sequence());
      await().until(() -> spool.stats().firstSequence() > items.get(20).sequence());

      assertThat(texts(readAll(slow.openReader()))).isEqualTo(numbers(50, 100));
      slow.commit(items.get(99).sequence());
      await().until(() -> spool.stats().segments() == 1);
      assertThat(files(".segment")).hasSize(1);
    }
  }

  @Test
  void nothingAccumulatesWithoutACursor() throws Exception {
    try (Spool spool = SpoolFixture.open(temp, 4)) {
      appendNumbers(spool, 0, 300);
      await().until(() -> spool.stats().segments() <= 2);
      assertThat(spool.stats().dropped()).isZero();
    }
  }

  @Test
  void aClosedCursorKeepsItsBacklogUntilItIsForgotten() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      cursor(spool, "gone");
      appendNumbers(spool, 0, 100);
      spool.closeCursor("gone");
      assertThat(spool.cursorNames()).containsExactly("gone");
    }
    try (Spool spool = SpoolFixture.open(temp)) {
      assertThat(spool.cursorNames()).containsExactly("gone");
      SpoolCursor back = cursor(spool, "gone");
      assertThat(back.backlog().events()).isEqualTo(100);
      assertThatThrownBy(() -> spool.forgetCursor("gone"))
          .isInstanceOf(IllegalStateException.class);
      spool.closeCursor("gone");
      spool.forgetCursor("gone");
      assertThat(spool.cursorNames()).isEmpty();
      assertThat(files(".cursor")).isEmpty();
      append(spool, "more");
      await().until(() -> spool.stats().segments() == 1);
    }
  }

  @Test
  void aCursorIsOpenOnlyOnce() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      cursor(spool, "main");
      assertThatThrownBy(() -> cursor(spool, "main"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("main");
    }
  }

  @Test
  void aNewCursorStartsAtTheLatestRecordIfTold() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      append(spool, "before");
      SpoolCursor cursor = spool.openCursor("a/b ü%", StartAt.LATEST, WhenFull.HOLD);
      append(spool, "after");
      assertThat(texts(readAll(cursor.openReader()))).containsExactly("after");
      assertThat(spool.cursorNames()).containsExactly("a/b ü%");
    }
    try (Spool spool = SpoolFixture.open(temp)) {
      SpoolCursor cursor = spool.openCursor("a/b ü%", StartAt.LATEST, WhenFull.HOLD);
      assertThat(texts(readAll(cursor.openReader()))).containsExactly("after");
    }
  }

  @Test
  void theBacklogTellsEventsBytesAndTheOldestAcceptTime() throws Exception {
    MovingClock clock = new MovingClock();
    try (Spool spool = Spool.open(SpoolFixture.options(temp, 1000), clock)) {
      SpoolCursor cursor = cursor(spool, "main");
      assertThat(cursor.backlog()).isEqualTo(new SpoolCursor.Backlog(0, 0, null));
      List<Long> sequences = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        clock.millis = 5000L + i;
        sequences.add(append(spool, SpoolFixture.number(i)));
      }
      assertThat(cursor.backlog()).isEqualTo(new SpoolCursor.Backlog(1000, 1000 * 1064, 5000L));
      assertThat(readAll(cursor.openReader())).hasSize(1000);
      cursor.commit(sequences.get(399));
      assertThat(cursor.backlog()).isEqualTo(new SpoolCursor.Backlog(600, 600 * 1064, 5400L));
      cursor.commit(sequences.get(999));
      assertThat(cursor.backlog()).isEqualTo(new SpoolCursor.Backlog(0, 0, null));
    }
  }

  @Test
  void committingNumbersNeverGivenOutSkipsNothingLater() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      append(spool, "a");
      SpoolCursor cursor = cursor(spool, "main");
      cursor.commit(Long.MAX_VALUE);
      append(spool, "b");
      assertThat(texts(readAll(cursor.openReader()))).containsExactly("b");
    }
  }

  @Test
  void aRecordTooLongIsRefusedAndCountedAndTheLongestIsNot() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      byte[] longest = new byte[SpoolFixture.LONGEST + 1];
      assertThatThrownBy(() -> spool.append(longest, 0, longest.length, SpoolFixture.PATIENCE))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.reason()).isEqualTo(RefusedException.Reason.TOO_LARGE));
      spool.append(longest, 1, SpoolFixture.LONGEST, SpoolFixture.PATIENCE);

      assertThat(spool.stats().refused().get(RefusedException.Reason.TOO_LARGE)).isEqualTo(1);
      assertThat(entries(readAll(spool.browse(0))).map(e -> e.payload().length))
          .containsExactly(SpoolFixture.LONGEST);
    }
  }

  @Test
  void aClosedSpoolRefuses() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    spool.close();
    spool.close();
    assertThatThrownBy(() -> append(spool, "x"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(RefusedException.Reason.CLOSED));
    assertThatThrownBy(() -> cursor(spool, "main")).hasMessageContaining("closed");
  }

  @Test
  void onlyItsOwnerMayReadASpool() throws Exception {
    Path directory = temp.resolve("spool");
    try (Spool spool = SpoolFixture.open(directory)) {
      cursor(spool, "main");
      appendCalmly(spool, 0, 40);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.toList())
            .hasSizeGreaterThan(5)
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
      }
    }
  }

  @Test
  void theIdentitySurvivesButTheBootIsNew() throws Exception {
    SpoolIdentity before;
    try (Spool spool = SpoolFixture.open(temp)) {
      before = spool.identity();
    }
    try (Spool spool = SpoolFixture.open(temp)) {
      assertThat(spool.identity().installation()).isEqualTo(before.installation());
      assertThat(spool.identity().spool()).isEqualTo(before.spool());
      assertThat(spool.identity().boot()).isNotEqualTo(before.boot());
    }
  }

  @Test
  void fourThreadsAppendInOrderEach() throws Exception {
    int each = 2000;
    try (Spool spool = SpoolFixture.open(temp, 2000)) {
      SpoolCursor cursor = cursor(spool, "main");
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<Future<?>> ends = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String name = "t" + t + " ";
        ends.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    append(spool, name + i);
                  }
                  return name;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
      threads.shutdown();
      List<String> read = texts(readAll(cursor.openReader()));
      assertThat(read).hasSize(4 * each);
      for (int t = 0; t < 4; t++) {
        String name = "t" + t + " ";
        assertThat(read.stream().filter(text -> text.startsWith(name)).toList())
            .isEqualTo(numbers(0, each).stream().map(i -> name + i).toList());
      }
    }
  }

  @Test
  void withFsyncAlwaysAnAppendReturnsOnceItIsOnDisk() throws Exception {
    SpoolOptions options = SpoolFixture.options(temp, 1000, null);
    try (Spool spool = Spool.open(options, Clock.systemUTC())) {
      cursor(spool, "main");
      appendNumbers(spool, 0, 50);
      assertThat(texts(readAll(spool.browse(0)))).isEqualTo(numbers(0, 50));
    }
  }

  @Test
  void optionsThatCannotWorkAreRefused() {
    SpoolOptions small = new SpoolOptions(temp, 1 << 20, 0L, 1 << 20, 64 << 10, null);
    assertThatThrownBy(() -> Spool.open(small, Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("segment-size");
    SpoolOptions narrow = new SpoolOptions(temp, 1 << 20, 0L, 1 << 10, 1 << 20, null);
    assertThatThrownBy(() -> Spool.open(narrow, Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max-size");
  }

  private List<String> files(String suffix) throws Exception {
    try (Stream<Path> files = Files.list(temp)) {
      return files.map(Path::toString).filter(name -> name.endsWith(suffix)).toList();
    }
  }

  private static final class MovingClock extends Clock {
    private volatile long millis;

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }
  }
}
