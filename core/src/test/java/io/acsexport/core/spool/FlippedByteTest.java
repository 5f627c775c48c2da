package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.entries;
import static io.acsexport.core.spool.SpoolFixture.gaps;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One byte of the spool changes; at most the record it belongs to is lost, and is counted. */
class FlippedByteTest {

  private static final int CASES = 1500;
  private static final int SEGMENT = 2048;
  private static final int COMMITTED_FIRST = 2;
  private static final int COMMITTED = 3;

  @TempDir Path temp;

  private final RandomGenerator random = new Random(20_260_417);
  private final List<String> records = new ArrayList<>();
  private final Map<String, byte[]> files = new TreeMap<>();

  /** Three segments of one incarnation and two of another; the first records are committed. */
  @BeforeEach
  void makeSpool() throws Exception {
    Path directory = temp.resolve("original");
    for (int incarnation = 0; incarnation < 2; incarnation++) {
      Spool spool = open(directory);
      SpoolCursor cursor = cursor(spool, "main");
      for (int i = 0; i < 12 - 4 * incarnation; i++) {
        String text = "record-" + records.size() + "-" + "x".repeat(random.nextInt(600));
        records.add(text);
        SpoolFixture.append(spool, text);
        SpoolFixture.settle(spool); // the next segment is prepared: this one need not grow
      }
      // One slot says what was committed first, the other what was committed in the end.
      int commit = incarnation == 0 ? COMMITTED_FIRST : COMMITTED - COMMITTED_FIRST;
      cursor.commit(readAll(cursor.openReader()).get(commit - 1).sequence());
      spool.syncNow();
      spool.abandon();
    }
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith("spare") && !name.equals("lock")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    assertThat(files.keySet().stream().filter(name -> name.endsWith(".segment")).count())
        .isBetween(4L, 6L);
  }

  @Test
  void losesAtMostTheRecordHit() throws Exception {
    List<String> names = new ArrayList<>(files.keySet());
    names.remove("main.cursor");
    Map<String, Integer> hits = new TreeMap<>();
    for (int i = 0; i < CASES; i++) {
      String name = names.get(random.nextInt(names.size()));
      int position = random.nextInt(bytesOf(name).length);
      hits.merge(check(i, name, position), 1, Integer::sum);
    }
    assertThat(hits.keySet())
        .as("all kinds of places were hit: %s", hits)
        .containsExactlyInAnyOrder("nothing", "old record", "last record", "after the end");
  }

  private String check(int number, String name, int position) throws Exception {
    boolean lastSegment = name.equals(lastSegment());
    int hit = name.endsWith(".segment") ? recordAt(name, position) : NOTHING;
    boolean lastRecord = hit == records.size() - 1;
    boolean afterTheEnd = hit == AFTER_THE_END;
    try (Spool spool = open(flip(number, name, position))) {
      List<SpoolItem> items = readAll(cursor(spool, "main").openReader());
      List<String> expected = new ArrayList<>(records.subList(COMMITTED, records.size()));
      long damaged = 0;
      if (hit >= COMMITTED) {
        expected.remove(hit - COMMITTED);
        damaged = lastRecord ? 0 : 1;
      }
      String where = name + " at " + position + ", record " + hit;
      assertThat(texts(items)).as(where).isEqualTo(expected);
      assertThat(gaps(items)).as(where).hasSize((int) damaged);
      assertThat(spool.stats().damaged()).as(where).isEqualTo(damaged);
      assertThat(spool.stats().tornTails())
          .as(where)
          .isEqualTo(lastRecord || (afterTheEnd && lastSegment) ? 1 : 0);
      assertThat(entries(items).map(SpoolItem::sequence).toList()).isSorted();
      // What comes later is read, whatever was hit.
      SpoolFixture.append(spool, "later");
      assertThat(spool.stats().refused().values()).containsOnly(0L);
    }
    SpoolFixture.delete(temp.resolve("case" + number));
    if (lastRecord) {
      return "last record";
    }
    return hit >= 0 ? "old record" : afterTheEnd ? "after the end" : "nothing";
  }

  @Test
  void aCursorSlotHitCostsRepeatsAtMost() throws Exception {
    int slots = 0;
    for (int i = 0; i < 300; i++) {
      int position = random.nextInt(2) * 4096 + random.nextInt(32);
      try (Spool spool = open(flip(i, "main.cursor", position))) {
        List<String> read = texts(readAll(cursor(spool, "main").openReader()));
        assertThat(read)
            .isIn(
                records.subList(COMMITTED, records.size()),
                records.subList(COMMITTED_FIRST, records.size()));
        slots += read.size() == records.size() - COMMITTED ? 0 : 1;
      }
      SpoolFixture.delete(temp.resolve("case" + i));
    }
    assertThat(slots).as("the newer slot was hit now and then").isBetween(50, 250);
  }

  @Test
  void whateverBecomesOfAFileNothingIsInventedAndTheSpoolGoesOn() throws Exception {
    List<String> names = new ArrayList<>(files.keySet());
    for (int i = 0; i < 400; i++) {
      Path directory = copy(i);
      String done = "case " + i;
      for (int left = 1 + random.nextInt(2); left > 0; left--) {
        done += ", " + spoil(directory.resolve(names.get(random.nextInt(names.size()))));
      }
      try (Spool spool = open(directory)) {
        SpoolCursor cursor = cursor(spool, "main");
        List<String> read = texts(readAll(cursor.openReader()));
        assertThat(records).as(done).containsSubsequence(read);
        SpoolFixture.append(spool, "later");
        assertThat(spool.stats().refused().values()).as(done).containsOnly(0L);
        assertThat(texts(readAll(cursor.openReader()))).as(done).endsWith("later");
      }
      SpoolFixture.delete(directory);
    }
  }

  /** Cuts a file off, writes noise over a part or behind its end, empties or deletes it. */
  private String spoil(Path file) throws IOException {
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    byte[] noise = new byte[1 + random.nextInt(600)];
    random.nextBytes(noise);
    int at = random.nextInt(bytes.length + 1);
    int kind = random.nextInt(5);
    switch (kind) {
      case 0 -> Files.write(file, Arrays.copyOf(bytes, at));
      case 1 -> {
        System.arraycopy(noise, 0, bytes, at, Math.min(noise.length, bytes.length - at));
        Files.write(file, bytes);
      }
      case 2 -> Files.write(file, noise, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      case 3 -> Files.write(file, noise);
      default -> Files.deleteIfExists(file);
    }
    return file.getFileName() + " spoiled in way " + kind + " at " + at;
  }

  private static final int NOTHING = -1;
  private static final int AFTER_THE_END = -2;

  /** Which record this byte of a segment belongs to; found by its text, not by the frames. */
  private int recordAt(String name, int position) {
    String bytes = new String(bytesOf(name), ISO_8859_1);
    int end = SegmentHeader.SIZE;
    for (int i = 0; i < records.size(); i++) {
      int payload = bytes.indexOf("record-" + i + "-");
      if (payload < 0) {
        continue;
      }
      int start = payload - Frame.HEADER_SIZE;
      int payloadEnd = payload + records.get(i).getBytes(UTF_8).length;
      if (position >= start && position < payloadEnd) {
        return i;
      }
      end = start + Frame.size(payloadEnd - payload);
    }
    return position >= end ? AFTER_THE_END : NOTHING;
  }

  private byte[] bytesOf(String name) {
    return Objects.requireNonNull(files.get(name));
  }

  private String lastSegment() {
    return files.keySet().stream()
        .filter(name -> name.endsWith(".segment"))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private Path flip(int number, String name, int position) throws IOException {
    Path directory = copy(number);
    byte[] bytes = bytesOf(name).clone();
    bytes[position] ^= (byte) (1 + random.nextInt(255));
    Files.write(directory.resolve(name), bytes);
    return directory;
  }

  private Path copy(int number) throws IOException {
    Path directory = Files.createDirectory(temp.resolve("case" + number));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    return directory;
  }

  private static Spool open(Path directory) throws IOException {
    SpoolOptions options =
        new SpoolOptions(directory, 100 * SEGMENT, 0L, 1024, SEGMENT, SpoolFixture.INTERVAL);
    return Spool.open(options, Clock.systemUTC(), FaultyStorage.unsynced());
  }
}
