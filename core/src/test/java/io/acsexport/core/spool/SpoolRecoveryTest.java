package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.appendCalmly;
import static io.acsexport.core.spool.SpoolFixture.appendNumbers;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.entries;
import static io.acsexport.core.spool.SpoolFixture.gaps;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.acsexport.core.spool.SpoolItem.Entry;
import io.acsexport.core.spool.SpoolItem.Gap;
import io.acsexport.transport.SpoolIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void damageInTheMiddleIsAGapOfTheRecordsHit() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    cursor(spool, "main");
    for (int i = 0; i < 50; i++) {
      append(spool, Integer.toString(i));
    }
    spool.abandon();
    Path segment = segments(temp).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    int frame = Frame.size(1);
    for (int i = SegmentHeader.SIZE + 3 * frame + 9; i < SegmentHeader.SIZE + 5 * frame; i++) {
      bytes[i] = (byte) 0xFF;
    }
    Files.write(segment, bytes);
    try (Spool reopened = SpoolFixture.open(temp)) {
      List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
      List<String> expected = numbers(0, 50);
      expected.removeAll(List.of("3", "4"));
      assertThat(texts(items)).isEqualTo(expected);
      long first = items.get(0).sequence();
      assertThat(gaps(items))
          .containsExactly(new Gap(first + 3, first + 4, 2, SpoolItem.Reason.DAMAGED));
      assertThat(reopened.stats().damaged()).isEqualTo(2);
      readAll(cursor(reopened, "other").openReader());
      assertThat(reopened.stats().damaged()).as("counted once for all readers").isEqualTo(2);
    }
  }

  @Test
  void damageAtTheEndOfAnOldSegmentIsAGapEvenWithNothingBehindIt() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    cursor(spool, "main");
    append(spool, "0");
    append(spool, "1");
    spool.close();
    try (Spool next = SpoolFixture.open(temp)) {
      assertThat(next.stats().tornTails()).isZero();
    }
    Path segment = segments(temp).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[SegmentHeader.SIZE + Frame.size(1) + Frame.HEADER_SIZE]++;
    Files.write(segment, bytes);
    try (Spool reopened = SpoolFixture.open(temp)) {
      List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
      assertThat(texts(items)).containsExactly("0");
      assertThat(gaps(items)).singleElement().extracting(Gap::count).isEqualTo(1L);
      assertThat(reopened.stats().damaged()).isEqualTo(1);
    }
  }

  @Test
  void aBodyThatHoldsAFrameIsNeverTakenForOne() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    cursor(spool, "main");
    append(spool, "genuine");
    Path segment = segments(temp).get(0);
    byte[] frame =
        Arrays.copyOfRange(
            Files.readAllBytes(segment),
            SegmentHeader.SIZE,
            SegmentHeader.SIZE + Frame.size("genuine".length()));
    // A foreign spool's frame with a higher sequence, at every alignment, in a damaged record.
    FrameEncoder foreign = new FrameEncoder(new FrameChecksum(UUID.randomUUID()));
    long sequence = entries(readAll(spool.browse(0))).toList().get(0).sequence() + 1;
    int length = foreign.encode(sequence, 0, "forged".getBytes(UTF_8), 0, 6);
    ByteBuffer body = ByteBuffer.allocate(16 * (length + frame.length) + 8);
    for (int shift = 0; shift < 8; shift++) {
      body.put(frame).put(foreign.bytes(), 0, length).put((byte) 0);
    }
    spool.append(body.array(), 0, body.capacity(), SpoolFixture.PATIENCE);
    append(spool, "next");
    spool.abandon();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[SegmentHeader.SIZE + frame.length + Frame.LENGTH]++;
    Files.write(segment, bytes);

    try (Spool reopened = SpoolFixture.open(temp)) {
      List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
      assertThat(texts(items)).containsExactly("genuine", "next");
      assertThat(gaps(items))
          .containsExactly(new Gap(sequence, sequence, 1, SpoolItem.Reason.DAMAGED));
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
  void aSegmentFileThatIsGoneIsAGap() throws Exception {
    Spool spool = SpoolFixture.open(temp);
    cursor(spool, "main");
    appendCalmly(spool, 0, 60);
    spool.abandon();
    List<Path> segments = segments(temp);
    assertThat(segments).hasSizeGreaterThan(3);
    Files.delete(segments.get(1));
    try (Spool reopened = SpoolFixture.open(temp)) {
      List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
      List<Gap> gaps = gaps(items);
      assertThat(gaps).hasSize(1);
      assertThat(gaps.get(0).count()).isEqualTo(gaps.get(0).last() - gaps.get(0).first() + 1);
      assertThat(entries(items).count() + gaps.get(0).count()).isEqualTo(60);
    }
  }

  @Test
  void aWholeIncarnationThatIsGoneIsAGap() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Spool spool = SpoolFixture.open(temp)) {
        cursor(spool, "main");
        appendNumbers(spool, 10 * i, 10 * i + 10);
      }
    }
    Files.delete(segments(temp).get(1));
    try (Spool reopened = SpoolFixture.open(temp)) {
      List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
      assertThat(texts(items)).hasSize(20).endsWith("29");
      assertThat(gaps(items)).singleElement().extracting(Gap::count).isEqualTo(10L);
    }
  }

  @Test
  void aCursorBeforeTheEarliestRecordIsMovedAndTold() throws Exception {
    Path cursorFile = temp.resolve("main.cursor");
    byte[] early;
    long last;
    try (Spool spool = SpoolFixture.open(temp)) {
      SpoolCursor cursor = cursor(spool, "main");
      appendCalmly(spool, 0, 60);
      spool.syncNow();
      early = Files.readAllBytes(cursorFile);
      List<Entry> entries = entries(readAll(cursor.openReader())).toList();
      last = entries.get(49).sequence();
      cursor.commit(last);
      await().until(() -> spool.stats().firstSequence() > last - 20);
    }
    Files.write(cursorFile, early);
    try (Spool reopened = SpoolFixture.open(temp)) {
      List<SpoolItem> items = readAll(cursor(reopened, "main").openReader());
      assertThat(gaps(items)).hasSize(1);
      Gap gap = gaps(items).get(0);
      assertThat(items.get(0)).isEqualTo(gap);
      assertThat(gap.reason()).isEqualTo(SpoolItem.Reason.DAMAGED);
      assertThat(gap.count() + entries(items).count()).isEqualTo(60);
      assertThat(reopened.stats().clampedCursors()).isEqualTo(1);
    }
  }

  @Test
  void aCursorWithTwoDamagedSlotsBeginsWithTheEarliestRecord() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      SpoolCursor cursor = cursor(spool, "main");
      appendNumbers(spool, 0, 10);
      cursor.commit(entries(readAll(cursor.openReader())).toList().get(4).sequence());
    }
    Path cursorFile = temp.resolve("main.cursor");
    byte[] bytes = Files.readAllBytes(cursorFile);
    bytes[30]++;
    bytes[4096 + 30]++;
    Files.write(cursorFile, bytes);
    try (Spool reopened = SpoolFixture.open(temp)) {
      assertThat(texts(readAll(cursor(reopened, "main").openReader()))).isEqualTo(numbers(0, 10));
      assertThat(reopened.stats().clampedCursors()).isEqualTo(1);
    }
  }

  @Test
  void damagedIdentityFilesAreRestoredFromTheSegments() throws Exception {
    SpoolIdentity before;
    try (Spool spool = SpoolFixture.open(temp)) {
      cursor(spool, "main");
      append(spool, "kept");
      before = spool.identity();
    }
    Files.writeString(temp.resolve("spool.id"), "nonsense");
    Files.delete(temp.resolve("installation.id"));
    try (Spool reopened = SpoolFixture.open(temp)) {
      assertThat(reopened.identity().spool()).isEqualTo(before.spool());
      assertThat(reopened.identity().installation()).isEqualTo(before.installation());
      assertThat(texts(readAll(cursor(reopened, "main").openReader()))).containsExactly("kept");
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

  static List<Path> segments(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  static Path copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
      }
    }
    return to;
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
