package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.appendCalmly;
import static io.acsexport.core.spool.SpoolFixture.appendNumbers;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.gaps;
import static io.acsexport.core.spool.SpoolFixture.number;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.spool.RefusedException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFaultTest {

  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);

  @TempDir Path temp;

  private final FaultyStorage storage = new FaultyStorage();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void aWriteThatFailsHalfwayLeavesNothingToRead() throws Exception {
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      SpoolCursor cursor = cursor(spool, "main");
      appendNumbers(spool, 0, 3);
      for (int i = 3; i < 8; i++) {
        int torn = i * 100;
        storage.onWrite = (file, length) -> isSegment(file) ? torn : length;
        assertRefused(() -> append(spool, "refused " + "x".repeat(1000)), Reason.NO_SPACE);
        storage.onWrite = (file, length) -> length;
        append(spool, number(i));
      }
      assertThat(texts(readAll(cursor.openReader()))).isEqualTo(numbers(0, 8));
    }
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      List<SpoolItem> items = readAll(cursor(spool, "main").openReader());
      assertThat(texts(items)).isEqualTo(numbers(0, 8));
      assertThat(gaps(items)).isEmpty();
    }
  }

  @Test
  void aWriteThatFailsAfterItWasCompleteIsNotReadTwice() throws Exception {
    Spool spool = open(SpoolFixture.INTERVAL);
    cursor(spool, "main");
    append(spool, "0");
    storage.onWrite = (file, length) -> isSegment(file) ? Integer.MAX_VALUE : length;
    assertRefused(() -> append(spool, "refused"), Reason.NO_SPACE);
    storage.onWrite = (file, length) -> length;
    append(spool, "1");
    spool.abandon();
    try (Spool reopened = open(SpoolFixture.INTERVAL)) {
      List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
      assertThat(texts(items)).containsExactly("0", "1");
      assertThat(gaps(items)).isEmpty();
    }
  }

  @Test
  void aFirstWriteThatFailsBeginsAnIncarnation() throws Exception {
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      SpoolCursor cursor = cursor(spool, "main");
      storage.onWrite = (file, length) -> isSegment(file) ? 8 : length;
      assertRefused(() -> append(spool, "refused"), Reason.NO_SPACE);
      storage.onWrite = (file, length) -> length;
      append(spool, "0");
      append(spool, "1");
      assertThat(texts(readAll(cursor.openReader()))).containsExactly("0", "1");
    }
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      List<SpoolItem> items = readAll(cursor(spool, "main").openReader());
      assertThat(texts(items)).containsExactly("0", "1");
      assertThat(gaps(items)).isEmpty();
    }
  }

  @Test
  void aFullDiskRefusesWhileItDrainsAndThenTakesRecordsAgain() throws Exception {
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      SpoolCursor cursor = cursor(spool, "main");
      appendNumbers(spool, 0, 30);
      storage.onWrite = (file, length) -> isSpare(file) || isSegment(file) ? 0 : length;
      assertRefused(() -> appendNumbers(spool, 30, 100), Reason.NO_SPACE);

      List<SpoolItem> items = readAll(cursor.openReader());
      assertThat(texts(items)).isEqualTo(numbers(0, 30));
      cursor.commit(items.get(29).sequence());
      await().until(() -> spool.stats().segments() == 1);
      assertRefused(() -> append(spool, "x"), Reason.NO_SPACE);
      assertThat(cursor.backlog().events()).isZero();

      storage.onWrite = (file, length) -> length;
      await().until(() -> spool.stats().obstacle() == null);
      appendNumbers(spool, 30, 60);
      assertThat(texts(readAll(cursor.openReader()))).isEqualTo(numbers(30, 60));
    }
  }

  @Test
  void aSpoolOpensOnAFullDisk() throws Exception {
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      cursor(spool, "main");
      appendNumbers(spool, 0, 5);
    }
    storage.onWrite = (file, length) -> 0;
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      SpoolCursor cursor = cursor(spool, "main");
      assertRefused(() -> append(spool, "x"), Reason.NO_SPACE);
      assertThat(texts(readAll(cursor.openReader()))).isEqualTo(numbers(0, 5));
      storage.onWrite = (file, length) -> length;
      await().until(() -> spool.stats().obstacle() == null);
      appendNumbers(spool, 5, 8);
      assertThat(texts(readAll(cursor.openReader()))).isEqualTo(numbers(0, 8));
    }
  }

  @Test
  void tooLittleFreeSpaceRefusesLikeAFullDisk() throws Exception {
    SpoolOptions options =
        new SpoolOptions(
            temp, 1 << 20, Long.MAX_VALUE / 2, SpoolFixture.LONGEST, SpoolFixture.SEGMENT, null);
    try (Spool spool = Spool.open(options, Clock.systemUTC(), storage)) {
      assertThatThrownBy(() -> append(spool, "x"))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("min-free");
    }
  }

  @Test
  void aFailedSyncIsToldToThoseWhoWaitAndNeverRepeated() throws Exception {
    try (Spool spool = open(null)) {
      SpoolCursor cursor = cursor(spool, "main");
      append(spool, "synced");
      AtomicReference<Path> failed = failNextSegmentSync();
      assertRefused(() -> append(spool, "unknown"), Reason.SYNC_FAILED);
      append(spool, "after");

      assertThat(spool.stats().syncFailures()).isEqualTo(1);
      assertThat(spool.stats().unsynced()).isEqualTo(1);
      assertThat(storage.forced.stream().filter(path -> path.equals(failed.get())))
          .as("syncs of the segment: named, first record, the one that failed")
          .hasSize(3);
      assertThat(spool.stats().segments()).isEqualTo(2);
      assertThat(texts(readAll(cursor.openReader()))).containsExactly("synced", "unknown", "after");
    }
  }

  @Test
  void aFailedSyncInTheBackgroundIsCounted() throws Exception {
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      cursor(spool, "main");
      failNextSegmentSync();
      appendNumbers(spool, 0, 3);
      await().until(() -> spool.stats().syncFailures() == 1);
      appendNumbers(spool, 3, 6);
      spool.syncNow();
      assertThat(spool.stats().unsynced()).isBetween(1L, 3L);
      assertThat(texts(readAll(spool.browse(0)))).isEqualTo(numbers(0, 6));
    }
  }

  @Test
  void whileTheDiskHoldsOneThreadTheOthersAreRefusedAtOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      SpoolCursor cursor = cursor(spool, "main");
      storage.onWrite =
          (file, length) -> {
            // Not the spool's own thread, which may be preparing a segment.
            if (isSegment(file)) {
              inside.countDown();
              awaitQuietly(release);
            }
            return length;
          };
      Future<Long> held = threads.submit(() -> append(spool, "held"));
      inside.await();
      assertRefused(() -> spool.append(new byte[1], 0, 1, SHORT), Reason.STALLED);
      // The write has lasted longer than this by now: nobody waits for it any more.
      for (int i = 0; i < 1000; i++) {
        assertRefused(() -> spool.append(new byte[1], 0, 1, SHORT), Reason.STALLED);
      }
      storage.onWrite = (file, length) -> length;
      release.countDown();
      held.get();
      append(spool, "after");
      assertThat(texts(readAll(cursor.openReader()))).containsExactly("held", "after");
    } finally {
      release.countDown();
    }
  }

  @Test
  void aSyncThatHangsMakesAppendsLateAndThenRefusesThemAtOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Spool spool = open(null)) {
      cursor(spool, "main");
      SpoolFixture.settle(spool); // nothing else keeps the spool's thread busy
      storage.onForce =
          file -> {
            awaitQuietly(release);
            return true;
          };
      assertRefused(() -> spool.append(new byte[1], 0, 1, SHORT), Reason.SYNC_LATE);
      await().until(() -> refusal(spool) == Reason.STALLED);
      for (int i = 0; i < 1000; i++) {
        assertRefused(() -> spool.append(new byte[1], 0, 1, SHORT), Reason.STALLED);
      }
      release.countDown();
      await().until(() -> refusal(spool) == null);
    } finally {
      release.countDown();
    }
  }

  @Test
  void cursorsThatCannotBeWrittenKeepTheirSegmentsAndGoOn() throws Exception {
    try (Spool spool = open(SpoolFixture.INTERVAL)) {
      SpoolCursor cursor = cursor(spool, "main");
      appendCalmly(spool, 0, 40);
      storage.onWrite = (file, length) -> file.toString().contains("cursor") ? 0 : length;
      int segments = spool.stats().segments();
      List<SpoolItem> items = readAll(cursor.openReader());
      cursor.commit(items.get(39).sequence());
      assertThatThrownBy(spool::syncNow).isInstanceOf(IOException.class);
      assertThat(spool.stats().segments()).isEqualTo(segments);
      appendNumbers(spool, 40, 45);

      storage.onWrite = (file, length) -> length;
      await().until(() -> spool.stats().segments() == 1);
      assertThat(cursor.backlog().events()).isEqualTo(5);
    }
  }

  private AtomicReference<Path> failNextSegmentSync() {
    AtomicReference<Path> failed = new AtomicReference<>();
    storage.onForce =
        file -> {
          if (Optional.ofNullable(failed.get()).isEmpty() && isSegment(file)) {
            failed.set(file);
            throw new IOException("Input/output error");
          }
          return true;
        };
    return failed;
  }

  private static @Nullable Reason refusal(Spool spool) {
    try {
      spool.append(new byte[1], 0, 1, SHORT);
      return null;
    } catch (RefusedException e) {
      return e.reason();
    }
  }

  private Spool open(@Nullable Duration fsync) throws IOException {
    return Spool.open(SpoolFixture.options(temp, 100, fsync), Clock.systemUTC(), storage);
  }

  private static boolean isSegment(Path file) {
    return file.toString().endsWith(".segment");
  }

  private static boolean isSpare(Path file) {
    return String.valueOf(file.getFileName()).startsWith("spare");
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void assertRefused(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
