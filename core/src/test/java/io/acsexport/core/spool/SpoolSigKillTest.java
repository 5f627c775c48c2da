package io.acsexport.core.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.SpoolItem.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real processes on real files, killed with SIGKILL while four threads append: what was
 * acknowledged is there, in order, and nothing else but the appends that were under way.
 */
final class SpoolSigKillTest {

  @TempDir Path folder;

  /** Every record ever found, by sequence. */
  private final NavigableMap<Long, SigKillRecord> known = new TreeMap<>();

  private long committed = -1;

  @ParameterizedTest(name = "fsync every {0} ms, seed {2}")
  @CsvSource({"100, 30, 1", "5, 12, 2", "-1, 12, 3"})
  void everyAcknowledgedRecordSurvivesSigkill(String fsync, int rounds, long seed)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < rounds; round++) {
      int acknowledgements = random.nextInt(4) == 0 ? random.nextInt(20) : random.nextInt(4000);
      Map<SigKillRecord, Long> acknowledged = publishUntilKilled(fsync, round, acknowledgements);
      try (Spool spool = Spool.open(options(fsync), Clock.systemUTC())) {
        checkRound(spool, round, acknowledged);
        commitSome(spool, random);
      }
    }
    assertThat(known).as("records in all rounds").hasSizeGreaterThan(100 * rounds);
  }

  /** Runs a publisher, kills it after so many lines, and answers all that it acknowledged. */
  private Map<SigKillRecord, Long> publishUntilKilled(String fsync, int round, int lines)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("errors-" + round);
    Process publisher =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                SigKillPublisher.class.getName(),
                folder.resolve("spool").toString(),
                fsync,
                Integer.toString(round))
            .redirectError(errors.toFile())
            .start();
    Map<SigKillRecord, Long> acknowledged = new LinkedHashMap<>();
    int read = 0;
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(publisher.getInputStream(), US_ASCII))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (!line.equals(SigKillPublisher.STARTING)) {
          String[] words = line.split(" ", -1);
          SigKillRecord record =
              new SigKillRecord(round, Integer.parseInt(words[0]), Integer.parseInt(words[1]));
          acknowledged.put(record, Long.parseLong(words[2]));
        }
        if (read++ == lines) {
          // By the handle: Process.destroyForcibly() would close the output with what is left in
          // it.
          assertThat(publisher.toHandle().destroyForcibly()).isTrue();
        }
      }
    } finally {
      publisher.destroyForcibly(); // where the test failed before
    }
    assertThat(publisher.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(publisher.exitValue()).as(Files.readString(errors)).isEqualTo(128 + 9);
    return acknowledged;
  }

  private void checkRound(Spool spool, int round, Map<SigKillRecord, Long> acknowledged)
      throws IOException {
    NavigableMap<Long, SigKillRecord> found = new TreeMap<>();
    try (SpoolReader reader = spool.browse(0)) {
      read(reader, found);
    }
    long before = known.isEmpty() ? -1 : known.lastKey();
    assertThat(found.tailMap(committed, false))
        .as("earlier records that nobody has passed")
        .containsAllEntriesOf(known.tailMap(committed, false));
    assertThat(known)
        .as("earlier records, none invented")
        .containsAllEntriesOf(found.headMap(before, true));

    NavigableMap<Long, SigKillRecord> added = found.tailMap(before, false);
    acknowledged.forEach((record, sequence) -> assertThat(added).containsEntry(sequence, record));
    int[] next = new int[SigKillPublisher.THREADS];
    added
        .values()
        .forEach(
            record -> {
              assertThat(record.round()).as("round of %s", record).isEqualTo(round);
              assertThat(record.number()).as("order: %s", record).isEqualTo(next[record.thread()]);
              next[record.thread()]++;
            });
    // Each thread may have had one append under way.
    assertThat(added.size())
        .as("records, %d of them acknowledged", acknowledged.size())
        .isBetween(acknowledged.size(), acknowledged.size() + SigKillPublisher.THREADS);
    known.putAll(added);
    assertThat(spool.stats().damaged()).as("damaged records").isZero();
  }

  /** The cursor sees what browsing saw; then it moves on, so that segments are deleted. */
  private void commitSome(Spool spool, SplittableRandom random) throws IOException {
    SpoolCursor cursor = spool.openCursor(SigKillPublisher.CURSOR, StartAt.EARLIEST, WhenFull.HOLD);
    NavigableMap<Long, SigKillRecord> unread = new TreeMap<>();
    try (SpoolReader reader = cursor.openReader()) {
      read(reader, unread);
    }
    assertThat(unread).isEqualTo(known.tailMap(committed, false));
    if (!unread.isEmpty() && random.nextInt(3) > 0) {
      List<Long> sequences = new ArrayList<>(unread.keySet());
      committed = sequences.get(random.nextInt(sequences.size()));
      cursor.commit(committed);
    }
  }

  private static void read(SpoolReader reader, Map<Long, SigKillRecord> into) throws IOException {
    for (SpoolItem item = reader.poll(); item != null; item = reader.poll()) {
      assertThat(item).isInstanceOf(Entry.class);
      Entry entry = (Entry) item;
      SigKillRecord record = SigKillRecord.of(entry.payload());
      assertThat(entry.payload()).as("payload of %s", record).isEqualTo(record.payload());
      into.put(entry.sequence(), record);
    }
  }

  private SpoolOptions options(String fsync) {
    return SigKillPublisher.options(folder.resolve("spool").toString(), fsync);
  }
}
