package io.acsexport.core.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.core.spool.SpoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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
  void aFolderDeletedBeforeTheFirstLetterIsMadeAnew() throws IOException {
    Path letters = parent.resolve("dead-letters");
    try (DeadLetterLog log = log(letters.resolve("main"), 1 << 30)) {
      log.store(letter(1, 10));
      assertThat(sequences(log)).containsExactly(1L);
    }
    // Not what is above it: that is the spool's to make.
    try (DeadLetterLog log = log(parent.resolve("no/dead-letters/main"), 1 << 30)) {
      assertThatThrownBy(() -> log.store(letter(1, 10))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFolderDeletedUnderAnOpenLogIsMadeAnewForTheLettersToCome() throws IOException {
    Path letters = Files.createDirectory(parent.resolve("dead-letters"));
    long last = 0;
    try (DeadLetterLog log = log(letters.resolve("main"), 1 << 30)) {
      log.store(letter(1, 10));
      // At one stroke, which deleting file by file is not.
      Files.move(letters, parent.resolve("gone"));
      AtomicLong next = new AtomicLong(2);
      // What goes into deleted files before that is noticed is lost.
      await()
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(
              () -> {
                log.store(letter(next.getAndIncrement(), 10));
                return hasSegment(letters.resolve("main"));
              });
      last = next.getAndIncrement();
      log.store(letter(last, 10));
    }
    try (DeadLetterLog log = log(letters.resolve("main"), 1 << 30)) {
      assertThat(sequences(log)).contains(last).doesNotContain(1L);
    }
  }

  private static boolean hasSegment(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(".segment"));
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

  @Test
  void whatIsTakenOutIsGoneForGoodAndTheOthersKeepTheirNumbers() throws IOException {
    Map<Long, Long> before;
    try (DeadLetterLog log = log(1 << 30)) {
      for (int i = 1; i <= 5; i++) {
        log.store(letter(i, 10));
      }
      before = numbers(log);
      assertThat(takeOut(log, 2L, 4L)).isEqualTo(2);
      assertThat(sequences(log)).containsExactly(1L, 3L, 5L);
      assertThat(log.count()).isEqualTo(3);
    }
    try (DeadLetterLog log = log(1 << 30)) {
      log.store(letter(6, 10));
      assertThat(sequences(log)).containsExactly(1L, 3L, 5L, 6L);
      assertThat(log.count()).isEqualTo(4);
      assertThat(numbers(log)).containsEntry(3L, before.get(3L));
      assertThat(takeOut(log, 1L, 3L)).isEqualTo(2);
      assertThat(log.count()).isEqualTo(2);
      assertThat(takeOut(log, 5L, 6L)).isEqualTo(2);
      assertThat(log.count()).isZero();
      assertThat(sequences(log)).isEmpty();
      log.store(letter(7, 10));
    }
    try (DeadLetterLog log = log(1 << 30)) {
      assertThat(sequences(log)).containsExactly(7L);
      assertThat(log.count()).isEqualTo(1);
    }
  }

  @Test
  void whatIsTakenOutGivesItsRoomBack() throws IOException {
    try (DeadLetterLog log = log(1 << 30)) {
      for (int i = 1; i <= 12; i++) {
        log.store(letter(i, 500_000));
      }
      long full = bytes.get();
      log.takeOut(letter -> DeadLetterLog.Taker.Answer.TAKE_OUT);
      await().until(() -> directorySize() < full / 2);
    }
  }

  @Test
  void aStopLeavesTheRestAlone() throws IOException {
    try (DeadLetterLog log = log(1 << 30)) {
      for (int i = 1; i <= 4; i++) {
        log.store(letter(i, 10));
      }
      long taken =
          log.takeOut(
              each ->
                  each.letter().record().sequence() < 3
                      ? DeadLetterLog.Taker.Answer.TAKE_OUT
                      : DeadLetterLog.Taker.Answer.STOP);
      assertThat(taken).isEqualTo(2);
      assertThat(sequences(log)).containsExactly(3L, 4L);
    }
  }

  @Test
  void whatIsStoredMeanwhileIsLeftAlone() throws IOException {
    try (DeadLetterLog log = log(1 << 30)) {
      log.store(letter(1, 10));
      log.store(letter(2, 10));
      long taken =
          log.takeOut(
              each -> {
                log.store(each.letter());
                return DeadLetterLog.Taker.Answer.TAKE_OUT;
              });
      assertThat(taken).isEqualTo(2);
      assertThat(sequences(log)).containsExactly(1L, 2L);
    }
  }

  @Test
  void aDamagedListOfWhatIsGoneShowsItAgainAndHarmsNothing() throws IOException {
    try (DeadLetterLog log = log(1 << 30)) {
      log.store(letter(1, 10));
      log.store(letter(2, 10));
      takeOut(log, 2L);
    }
    Files.write(directory().resolve("purged"), new byte[] {(byte) 0xff, 0, '\n', '9', '-', '1'});
    try (DeadLetterLog log = log(1 << 30)) {
      assertThat(sequences(log)).containsExactly(1L, 2L);
      assertThat(log.count()).isEqualTo(2);
    }
  }

  @Test
  void scatteredNumbersAreRememberedAsRanges() {
    Random random = new Random(7);
    Set<Long> numbers = new TreeSet<>();
    PurgedNumbers purged = PurgedNumbers.none();
    for (int round = 0; round < 200; round++) {
      Set<Long> more = new TreeSet<>();
      for (int i = 0; i < 5; i++) {
        more.add((long) random.nextInt(500));
      }
      numbers.addAll(more);
      purged = purged.with(more, -1);
      for (long number = 0; number < 500; number++) {
        assertThat(purged.contains(number)).isEqualTo(numbers.contains(number));
      }
      assertThat(purged.countAbove(99))
          .isEqualTo(numbers.stream().filter(number -> number > 99).count());
    }
  }

  private long directorySize() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static long takeOut(DeadLetterLog log, Long... sequences) throws IOException {
    List<Long> wanted = List.of(sequences);
    return log.takeOut(
        each ->
            wanted.contains(each.letter().record().sequence())
                ? DeadLetterLog.Taker.Answer.TAKE_OUT
                : DeadLetterLog.Taker.Answer.KEEP);
  }

  private static Map<Long, Long> numbers(DeadLetterLog log) throws IOException {
    Map<Long, Long> numbers = new HashMap<>();
    try (DeadLetterReader reader = log.list()) {
      for (StoredDeadLetter each = reader.next(); each != null; each = reader.next()) {
        numbers.put(each.letter().record().sequence(), each.number());
      }
    }
    return numbers;
  }

  private Path directory() {
    return parent.resolve("main");
  }

  private DeadLetterLog log(long maxSize) {
    return log(directory(), maxSize);
  }

  private DeadLetterLog log(Path directory, long maxSize) {
    SpoolOptions main =
        new SpoolOptions(
            parent.resolve("spool"),
            maxSize,
            0L,
            SpoolOptions.DEFAULT_MAX_RECORD_SIZE,
            SpoolOptions.DEFAULT_SEGMENT_SIZE,
            SpoolOptions.DEFAULT_FSYNC);
    return new DeadLetterLog(directory, main, Clock.systemUTC(), bytes::set);
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
