package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.appendCalmly;
import static io.acsexport.core.spool.SpoolFixture.appendNumbers;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.entries;
import static io.acsexport.core.spool.SpoolFixture.gaps;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.segments;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.spool.SpoolItem.Entry;
import io.acsexport.core.spool.SpoolItem.Gap;
import io.acsexport.transport.SpoolIdentity;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody else, or a failing disk, changed or took away. */
class SpoolDamageTest {

  @TempDir Path temp;

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
  void aDeletedInstallationFileGivesANewIdentityThatEvenADamagedFileKeeps() throws Exception {
    SpoolIdentity before;
    try (Spool spool = SpoolFixture.open(temp)) {
      cursor(spool, "main");
      append(spool, "kept");
      before = spool.identity();
    }
    Files.delete(temp.resolve("installation.id"));
    SpoolIdentity renewed;
    try (Spool reopened = SpoolFixture.open(temp)) {
      renewed = reopened.identity();
      assertThat(renewed.installation()).isNotEqualTo(before.installation());
      assertThat(renewed.spool()).isEqualTo(before.spool());
      assertThat(texts(readAll(cursor(reopened, "main").openReader()))).containsExactly("kept");
    }
    Files.writeString(temp.resolve("installation.id"), "nonsense");
    try (Spool reopened = SpoolFixture.open(temp)) {
      assertThat(reopened.identity().installation()).isEqualTo(renewed.installation());
    }
  }

  @Test
  void aSpoolKnowsItsOwnStartsAndNotThoseOfACopy() throws Exception {
    Path copy = temp.resolve("copy");
    Path original = temp.resolve("original");
    UUID common;
    try (Spool spool = SpoolFixture.open(original)) {
      common = spool.identity().boot();
    }
    Files.createDirectory(copy);
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    UUID ofCopy;
    try (Spool spool = SpoolFixture.open(copy)) {
      ofCopy = spool.identity().boot();
      assertThat(spool.boots()).containsExactlyInAnyOrder(common, ofCopy);
    }
    UUID last = common;
    for (int start = 0; start < 100; start++) {
      try (Spool spool = SpoolFixture.open(original)) {
        assertThat(spool.boots()).contains(spool.identity().boot(), last).doesNotContain(ofCopy);
        assertThat(spool.boots().contains(common)).isEqualTo(start < 64);
        last = spool.identity().boot();
      }
    }
    assertThat(original.resolve("boots")).hasSize(64 * 46);
    byte[] damaged = Files.readAllBytes(original.resolve("boots"));
    damaged[0]++;
    Files.write(original.resolve("boots"), damaged);
    try (Spool spool = SpoolFixture.open(original)) {
      assertThat(spool.boots()).hasSizeBetween(63, 65).contains(last);
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
}
