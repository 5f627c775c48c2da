package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.appendNumbers;
import static io.acsexport.core.spool.SpoolFixture.copy;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.delete;
import static io.acsexport.core.spool.SpoolFixture.entries;
import static io.acsexport.core.spool.SpoolFixture.gaps;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.segments;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.acsexport.transport.SpoolIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart finds after a kill, a power loss or a downgrade. */
class SpoolRecoveryTest {

  @TempDir Path temp;

  @Test
  void aTornLastRecordIsRemovedAndTheRestKept() throws Exception {
    Path original = temp.resolve("original");
    Spool spool = SpoolFixture.open(original);
    cursor(spool, "main");
    append(spool, "first");
    append(spool, "the last record");
    spool.abandon();
    byte[] segment = Files.readAllBytes(segments(original).get(0));
    int secondFrame = SegmentHeader.SIZE + Frame.size("first".length());
    int end = secondFrame + Frame.size("the last record".length());

    for (int cut = secondFrame; cut < end; cut++) {
      for (boolean zeros : new boolean[] {false, true}) {
        Path torn = copy(original, temp.resolve("cut" + cut + zeros));
        byte[] left = new byte[zeros ? segment.length : cut];
        System.arraycopy(segment, 0, left, 0, cut);
        Files.write(segments(torn).get(0), left);
        try (Spool reopened = SpoolFixture.open(torn)) {
          append(reopened, "after");
          List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
          assertThat(texts(items)).as("cut at %d", cut).containsExactly("first", "after");
          assertThat(gaps(items)).isEmpty();
          assertThat(reopened.stats().tornTails()).isEqualTo(cut == secondFrame ? 0 : 1);
          assertThat(Files.size(segments(torn).get(0))).isEqualTo(secondFrame);
        }
        delete(torn);
      }
    }
  }

  @Test
  void whereCursorsAreLostNothingIsFreedBeforeTheirDestinationsComeBack() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    cursor(spool, "other").commit(append(spool, "kept"));
    cursor(spool, "main");
    spool.close();
    Path oldest = segments(temp).get(0);

    Files.delete(temp.resolve("main.cursor"));
    try (Spool reopened = SpoolFixture.open(temp)) {
      // Some rounds of the spool's own thread, which frees what it may.
      await().during(Duration.ofMillis(500)).until(() -> Files.exists(oldest));
      assertThat(texts(readAll(cursor(reopened, "main").openReader()))).containsExactly("kept");
    }
  }

  @Test
  void aRecordThatEndsInZerosIsTornWhereItsEndIsMissing() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    cursor(spool, "main");
    append(spool, "first");
    spool.append(new byte[100], 0, 100, SpoolFixture.PATIENCE);
    spool.abandon();
    Path segment = segments(temp).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    int end = SegmentHeader.SIZE + Frame.size("first".length()) + Frame.size(100);
    assertThat(bytes[end - 1]).isEqualTo(Frame.END);
    bytes[end - 1] = 0;
    Files.write(segment, bytes);
    try (Spool reopened = SpoolFixture.open(temp)) {
      assertThat(texts(readAll(cursor(reopened, "main").openReader()))).containsExactly("first");
      assertThat(reopened.stats().tornTails()).isEqualTo(1);
    }
  }

  @Test
  void aKilledProcessLosesNothing() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    SpoolCursor cursor = cursor(spool, "main");
    appendNumbers(spool, 0, 40);
    cursor.commit(entries(readAll(cursor.openReader())).toList().get(9).sequence());
    spool.syncNow();
    appendNumbers(spool, 40, 60);
    spool.abandon();
    try (Spool reopened = SpoolFixture.open(temp)) {
      assertThat(texts(readAll(cursor(reopened, "main").openReader()))).isEqualTo(numbers(10, 60));
    }
  }

  @Test
  void aTailLostBelowACursorNeverHidesANewRecord() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    SpoolCursor cursor = cursor(spool, "main");
    appendNumbers(spool, 0, 10);
    long reached = entries(readAll(cursor.openReader())).toList().get(9).sequence();
    cursor.commit(reached);
    spool.syncNow();
    spool.abandon();
    Path segment = segments(temp).get(0);
    Files.write(
        segment,
        Arrays.copyOf(Files.readAllBytes(segment), SegmentHeader.SIZE + 4 * Frame.size(1024)));

    try (Spool reopened = SpoolFixture.open(temp)) {
      long next = append(reopened, "new");
      assertThat(next).isGreaterThan(reached);
      List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
      assertThat(texts(items)).containsExactly("new");
      assertThat(gaps(items)).isEmpty();
    }
  }

  @Test
  void theWholeTailLostWithItsSegmentNeverHidesANewRecord() throws Exception {
    long reached = 0;
    for (int i = 0; i < 3; i++) {
      try (Spool spool = SpoolFixture.open(temp)) {
        SpoolCursor cursor = cursor(spool, "main");
        append(spool, "old");
        SpoolItem item = readAll(cursor.openReader()).get(0);
        reached = item.sequence();
        cursor.commit(reached);
      }
    }
    for (Path segment : segments(temp)) {
      Files.delete(segment);
    }
    try (Spool reopened = SpoolFixture.open(temp)) {
      assertThat(append(reopened, "new")).isGreaterThan(reached);
      assertThat(texts(readAll(cursor(reopened, "main").openReader()))).containsExactly("new");
    }
  }

  @Test
  void aNewerFrameVersionIsSetAsideAndANewSpoolBegun() throws Exception {
    SpoolIdentity before;
    try (Spool spool = SpoolFixture.open(temp)) {
      cursor(spool, "main");
      append(spool, "of the future");
      before = spool.identity();
    }
    Path segment = segments(temp).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    SegmentHeader header = Objects.requireNonNull(SegmentHeader.decode(bytes));
    byte[] newer =
        new SegmentHeader(
                SegmentHeader.VERSION + 1,
                header.installation(),
                header.spool(),
                header.base(),
                header.predecessor(),
                header.longestPayload())
            .encode();
    System.arraycopy(newer, 0, bytes, 0, newer.length);
    Files.write(segment, bytes);

    try (Spool reopened = SpoolFixture.open(temp)) {
      assertThat(reopened.identity().installation()).isEqualTo(before.installation());
      assertThat(reopened.identity().spool()).isNotEqualTo(before.spool());
      assertThat(reopened.cursorNames()).isEmpty();
      append(reopened, "now");
      assertThat(texts(readAll(reopened.browse(0)))).containsExactly("now");
    }
    try (Stream<Path> folders = Files.list(temp).filter(Files::isDirectory)) {
      Path aside = folders.findFirst().orElseThrow();
      assertThat(aside.getFileName().toString()).startsWith("set-aside-");
      assertThat(Files.readAllBytes(aside.resolve(String.valueOf(segment.getFileName()))))
          .isEqualTo(bytes);
      assertThat(aside.resolve("main.cursor")).exists();
      assertThat(aside.resolve("spool.id")).exists();
    }
  }

  @Test
  void manyRestartsWithoutRecordsLeaveNoSegmentsBehind() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      cursor(spool, "main");
      append(spool, "only");
    }
    for (int i = 0; i < 5; i++) {
      Spool spool = SpoolFixture.open(temp);
      if (i % 2 == 0) {
        spool.close();
      } else {
        spool.abandon();
      }
    }
    try (Spool spool = SpoolFixture.open(temp)) {
      assertThat(spool.stats().segments()).isEqualTo(2);
      assertThat(texts(readAll(cursor(spool, "main").openReader()))).containsExactly("only");
    }
  }

  @Test
  void anEmptySegmentThatCameBackIsPassedOver() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    cursor(spool, "main");
    append(spool, "a");
    spool.abandon();
    SpoolFixture.open(temp).abandon();
    Path empty = segments(temp).get(1);
    byte[] bytes = Files.readAllBytes(empty);
    spool = SpoolFixture.open(temp);
    append(spool, "b");
    spool.abandon();
    assertThat(empty).doesNotExist();
    Files.write(empty, bytes);

    try (Spool reopened = SpoolFixture.open(temp)) {
      SpoolReader reader = cursor(reopened, "main").openReader();
      List<SpoolItem> items =
          assertTimeoutPreemptively(Duration.ofMinutes(1), () -> readAll(reader));
      assertThat(texts(items)).containsExactly("a", "b");
      assertThat(gaps(items)).isEmpty();
    }
  }
}
