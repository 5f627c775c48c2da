package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.appendNumbers;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.gaps;
import static io.acsexport.core.spool.SpoolFixture.number;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.RefusedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens while the next segment is not prepared yet: the disk takes zeros, but slowly. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpoolGrowthTest {

  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);

  /** How many numbers the first segment was made for. */
  private static final int PREPARED_FOR =
      (SpoolFixture.SEGMENT - SegmentHeader.SIZE) / Frame.size(number(0).length());

  @TempDir Path temp;

  private final FaultyStorage storage = FaultyStorage.unsynced();
  private final CountDownLatch preparing = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void letTheDiskGo() {
    goOn.countDown();
  }

  @Test
  void aBurstGrowsTheSegmentWhileTheNextOneIsPrepared() throws Exception {
    SpoolOptions options = SpoolFixture.options(temp, 1000);
    Spool spool = openUnprepared(options);
    int stored = appendUntilStalled(spool);
    assertThat(stored).isGreaterThan(3 * PREPARED_FOR);
    assertThat(spool.stats().segments()).isEqualTo(1);
    assertThat(spool.stats().usedBytes()).isEqualTo(Files.size(segments().get(0)));
    assertThat(texts(readAll(spool.browse(0)))).isEqualTo(numbers(0, stored));

    goOn.countDown();
    append(spool, number(stored));
    assertThat(spool.stats().segments()).isEqualTo(2);
    spool.abandon();
    try (Spool reopened = Spool.open(options, Clock.systemUTC())) {
      List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
      assertThat(texts(items)).isEqualTo(numbers(0, stored + 1));
      assertThat(gaps(items)).isEmpty();
    }
  }

  @Test
  void growthEndsWhereTheSpoolIsFull() throws Exception {
    SpoolOptions options = SpoolFixture.options(temp, 1000);
    try (Spool spool = openUnprepared(options)) {
      // Beside the segment, the next one and two records.
      spool.reserve(options.maxSize() - 2L * SpoolFixture.SEGMENT - sizeOf(2));
      assertThat(appendUntilStalled(spool)).isEqualTo(PREPARED_FOR + 2);
      assertThat(spool.stats().usedBytes() + spool.stats().reservedBytes())
          .isLessThanOrEqualTo(options.maxSize() - SpoolFixture.SEGMENT);
      goOn.countDown();
    }
  }

  @Test
  void growthLeavesFreeWhatIsToStayFree() throws Exception {
    storage.usableSpace = 1L << 40;
    long minFree = storage.usableSpace - SpoolFixture.SEGMENT - sizeOf(2);
    SpoolOptions options =
        new SpoolOptions(
            temp,
            1 << 30,
            minFree,
            SpoolFixture.LONGEST,
            SpoolFixture.SEGMENT,
            SpoolFixture.INTERVAL);
    try (Spool spool = openUnprepared(options)) {
      assertThat(appendUntilStalled(spool)).isEqualTo(PREPARED_FOR + 2);
      goOn.countDown();
    }
  }

  @Test
  void aRecordThatFindsNoRoomToGrowGoesToTheNextSegment() throws Exception {
    try (Spool spool = openUnprepared(SpoolFixture.options(temp, 1000))) {
      appendNumbers(spool, 0, PREPARED_FOR);
      FaultyStorage.OnWrite slow = storage.onWrite;
      Path first = segments().get(0);
      storage.onWrite =
          (file, length) -> {
            if (file.equals(first)) {
              goOn.countDown();
              return length / 2; // and then the disk is full
            }
            return slow.allow(file, length);
          };
      append(spool, number(PREPARED_FOR));
      spool.syncNow();
      assertThat(spool.stats().refused().values()).containsOnly(0L);
      assertThat(Files.size(first)).isEqualTo(SegmentHeader.SIZE + sizeOf(PREPARED_FOR));
      assertThat(texts(readAll(spool.browse(0)))).isEqualTo(numbers(0, PREPARED_FOR + 1));
    }
  }

  /** The first segment is there; the zeros of the second one take until told to go on. */
  private Spool openUnprepared(SpoolOptions options) throws Exception {
    try (Spool before = Spool.open(options, Clock.systemUTC(), storage)) {
      cursor(before, "main"); // that nothing is freed
    }
    Path prepared = new Layout(temp).spare(0);
    storage.onWrite =
        (file, length) -> {
          if (!file.equals(prepared) && isSpare(file)) {
            preparing.countDown();
            awaitQuietly(goOn);
          }
          return length;
        };
    Spool spool = Spool.open(options, Clock.systemUTC(), storage);
    preparing.await();
    return spool;
  }

  private static int appendUntilStalled(Spool spool) {
    int next = 0;
    while (true) {
      byte[] bytes = number(next).getBytes(UTF_8);
      try {
        spool.append(bytes, 0, bytes.length, SHORT);
        next++;
      } catch (RefusedException e) {
        assertThat(e.reason()).isEqualTo(Reason.STALLED);
        return next;
      }
    }
  }

  private static long sizeOf(int numbers) {
    return (long) numbers * Frame.size(number(0).length());
  }

  private List<Path> segments() throws IOException {
    return SpoolFixture.segments(temp);
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
}
