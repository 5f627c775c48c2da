package io.acsexport.core.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.core.spool.SpoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterLogTest {

  @TempDir Path parent;

  private final AtomicLong bytes = new AtomicLong(-1);

  @Test
  void nothingIsMadeBeforeTheFirstDeadLetter() throws IOException {
    try (DeadLetterLog log = log(1 << 30);
        DeadLetterReader none = log.list()) {
      assertThat(none.next()).isNull();
      assertThat(directory()).doesNotExist();
      assertThat(bytes).hasValue(0);
    }
  }

  @Test
  void whatIsStoredIsThereAfterReopeningInOrder() throws IOException {
    try (DeadLetterLog log = log(1 << 30)) {
      log.store(letter(1, 10));
      log.store(letter(2, 10));
    }
    assertThat(directory()).isDirectory();
    try (DeadLetterLog log = log(1 << 30)) {
      assertThat(bytes.get()).as("reported before anything is opened").isPositive();
      log.store(letter(3, 10));
      assertThat(sequences(log)).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void noneIsDeletedHoweverManySegmentsTheyFill() throws IOException {
    try (DeadLetterLog log = log(1 << 30)) {
      for (int i = 1; i <= 12; i++) {
        log.store(letter(i, 500_000));
      }
      assertThat(bytes.get()).isGreaterThan(6_000_000);
      assertThat(sequences(log)).hasSize(12);
    }
    try (DeadLetterLog log = log(1 << 30)) {
      assertThat(sequences(log)).hasSize(12);
    }
  }

  @Test
  void aFullLogRefusesAndKeepsWhatItHas() throws IOException {
    try (DeadLetterLog log = log(4 << 20)) {
      List<Long> stored = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                for (int i = 1; i <= 100; i++) {
                  log.store(letter(i, 500_000));
                  stored.add((long) i);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the dead letters in " + directory() + " take no more");
      assertThat(stored).isNotEmpty();
      assertThat(sequences(log)).isEqualTo(stored);
    }
  }

  @Test
  void aRecordOfTheGreatestSizeFits() throws IOException {
    try (DeadLetterLog log = log(1 << 30)) {
      log.store(letter(1, SpoolOptions.DEFAULT_MAX_RECORD_SIZE));
      assertThat(sequences(log)).containsExactly(1L);
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAnErrorThatPasses() throws IOException {
    Files.createFile(directory());
    try (DeadLetterLog log = log(1 << 30)) {
      assertThatThrownBy(() -> log.store(letter(1, 10))).isInstanceOf(IOException.class);
      Files.delete(directory());
      log.store(letter(1, 10));
      assertThat(sequences(log)).containsExactly(1L);
    }
  }

  @Test
  void nothingIsLeftOfADeletedLog() throws IOException {
    try (DeadLetterLog log = log(1 << 30)) {
      log.delete();
      assertThat(directory()).doesNotExist();
    }
    try (DeadLetterLog log = log(1 << 30)) {
      log.store(letter(1, 10));
      Files.createFile(Files.createDirectory(directory().resolve("set-aside-1")).resolve("a"));
      log.delete();
      assertThat(directory()).doesNotExist();
      assertThatThrownBy(() -> log.store(letter(2, 10))).hasMessageContaining("closed");
    }
  }

  @Test
  void aClosedLogTakesNothing() throws IOException {
    DeadLetterLog log = log(1 << 30);
    log.close();
    assertThatThrownBy(() -> log.store(letter(1, 10)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
  }

  private Path directory() {
    return parent.resolve("main");
  }

  private DeadLetterLog log(long maxSize) {
    SpoolOptions main =
        new SpoolOptions(
            parent.resolve("spool"),
            maxSize,
            0L,
            SpoolOptions.DEFAULT_MAX_RECORD_SIZE,
            SpoolOptions.DEFAULT_SEGMENT_SIZE,
            SpoolOptions.DEFAULT_FSYNC);
    return new DeadLetterLog(directory(), main, Clock.systemUTC(), bytes::set);
  }

  private static DeadLetter letter(long sequence, int payload) {
    DeadLetter like = DeadLetterCodecTest.LETTER;
    return new DeadLetter(
        like.destination(),
        new SpoolItem.Entry(sequence, 1, new byte[payload]),
        like.failure(),
        like.attempts(),
        like.firstAttempt(),
        like.failedAt());
  }

  private static List<Long> sequences(DeadLetterLog log) throws IOException {
    List<Long> sequences = new ArrayList<>();
    try (DeadLetterReader reader = log.list()) {
      for (StoredDeadLetter each = reader.next(); each != null; each = reader.next()) {
        sequences.add(each.letter().record().sequence());
      }
      assertThat(reader.unreadable()).isZero();
    }
    return sequences;
  }
}
