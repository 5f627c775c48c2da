package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.appendNumbers;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.entries;
import static io.acsexport.core.spool.SpoolFixture.gaps;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolReaderTest {

  @TempDir Path temp;

  @Test
  void aCursorThatIsHandedOverGoesOnWhereItStoodAndIsOpenAllTheTime() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      SpoolCursor cursor = cursor(spool, "main");
      appendNumbers(spool, 0, 10);
      SpoolReader before = cursor.openReader();
      cursor.commit(readAll(before).get(4).sequence());
      SpoolCursor next = spool.handOverCursor("main", WhenFull.HOLD);

      assertThat(texts(readAll(next.openReader()))).isEqualTo(numbers(5, 10));
      assertThatThrownBy(before::poll).hasMessageContaining("closed");
      assertThatThrownBy(() -> cursor(spool, "main")).hasMessageContaining("open already");
      spool.closeCursor("main");
      assertThatThrownBy(() -> spool.handOverCursor("main", WhenFull.HOLD))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not open");
    }
  }

  @Test
  void aReaderOpenedAnewBeginsBehindTheCommitsAndEndsTheOneBefore() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      SpoolCursor cursor = cursor(spool, "main");
      appendNumbers(spool, 0, 100);
      SpoolReader before = cursor.openReader();
      cursor.commit(readAll(before).get(49).sequence());
      SpoolReader after = cursor.openReader();

      assertThatThrownBy(before::poll).hasMessageContaining("closed");
      assertThat(texts(readAll(after))).isEqualTo(numbers(50, 100));
    }
  }

  @Test
  void awaitWakesUpForARecordAndForTheEnd() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Spool spool = SpoolFixture.open(temp);
    try {
      SpoolReader reader = cursor(spool, "main").openReader();
      assertThat(reader.await(Duration.ofMillis(1))).isFalse();
      Future<Boolean> record = thread.submit(() -> reader.await(Duration.ofMinutes(5)));
      append(spool, "a");
      assertThat(record.get()).isTrue();
      assertThat(readAll(reader)).hasSize(1);
      Future<Boolean> end = thread.submit(() -> reader.await(Duration.ofMinutes(5)));
      spool.close();
      assertThat(end.get()).isFalse();
      assertThatThrownBy(reader::poll).hasMessageContaining("closed");
    } finally {
      spool.close();
      thread.shutdownNow();
    }
  }

  @Test
  void browsingBeginsWhereToldAndHoldsNothing() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      cursor(spool, "main");
      long first = append(spool, "0");
      append(spool, "1");
      append(spool, "2");
      assertThat(texts(readAll(spool.browse(first + 1)))).containsExactly("1", "2");
      assertThat(texts(readAll(spool.browse(0)))).containsExactly("0", "1", "2");
      assertThat(spool.browse(first + 3).poll()).isNull();
    }
  }

  @Test
  void aReaderAtTheHeelsOfThePublishersMissesNothing() throws Exception {
    int publishers = 2;
    int each = 100_000;
    SpoolOptions options =
        new SpoolOptions(temp, 1 << 30, 0L, SpoolFixture.LONGEST, 4 << 20, Duration.ofMillis(100));
    ExecutorService threads = Executors.newFixedThreadPool(publishers);
    try (Spool spool = Spool.open(options, Clock.systemUTC(), FaultyStorage.unsynced());
        SpoolReader reader = cursor(spool, "main").openReader()) {
      List<Future<?>> ends = new ArrayList<>();
      for (int t = 0; t < publishers; t++) {
        ends.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    append(spool, "x");
                  }
                  return null;
                }));
      }
      List<SpoolItem> items = new ArrayList<>();
      while (ends.stream().anyMatch(end -> !end.isDone())) {
        items.addAll(readAll(reader));
      }
      for (Future<?> end : ends) {
        end.get();
      }
      items.addAll(readAll(reader));
      assertThat(gaps(items)).isEmpty();
      assertThat(entries(items)).hasSize(publishers * each);
    } finally {
      threads.shutdownNow();
    }
  }
}
