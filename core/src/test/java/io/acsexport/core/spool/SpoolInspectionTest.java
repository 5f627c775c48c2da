package io.acsexport.core.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolInspectionTest {

  @TempDir Path parent;

  @Test
  void itSaysWhatAnOpenSpoolSaysAndChangesNoByte() throws Exception {
    SpoolCursor.Backlog expected;
    try (Spool spool = open()) {
      SpoolCursor main = spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
      spool.openCursor("idle", StartAt.EARLIEST, WhenFull.HOLD);
      long sequence = 0;
      for (int i = 0; i < 300; i++) {
        sequence = append(spool, "record " + i + "x".repeat(400));
        if (i == 99) {
          main.commit(sequence);
        }
      }
      spool.syncNow();
      expected = main.backlog();

      SpoolInspection.Findings running = SpoolInspection.look(directory());
      assertThat(running.records()).isEqualTo(300);
      assertThat(requireNonNull(running.destinations().get("main")).backlog()).isEqualTo(expected);
      assertThat(running.problems()).isEmpty();
      assertThat(SpoolHolder.of(directory())).hasValue(ProcessHandle.current().pid());
    }
    assertThat(SpoolHolder.of(directory())).isEmpty();
    Map<String, String> before = files();
    List<String> payloads = new ArrayList<>();

    SpoolInspection.Findings found =
        SpoolInspection.read(
            directory(), entry -> payloads.add(new String(entry.payload(), UTF_8)));

    assertThat(files()).isEqualTo(before);
    assertThat(payloads).hasSize(300).first().asString().startsWith("record 0x");
    assertThat(found.last() - found.first()).isEqualTo(299);
    assertThat(requireNonNull(found.destinations().get("main")).backlog().events()).isEqualTo(200);
    assertThat(requireNonNull(found.destinations().get("idle")).backlog().events()).isEqualTo(300);
    assertThat(found.damaged()).isZero();
    assertThat(found.problems()).isEmpty();
  }

  @Test
  void aFlippedByteIsCountedAndNamed() throws Exception {
    try (Spool spool = open()) {
      spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
      for (int i = 0; i < 20; i++) {
        append(spool, "record " + i);
      }
    }
    Path segment = segments().get(0);
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(128 + 5 * 48 + 33);
      file.write('#');
    }

    SpoolInspection.Findings found = SpoolInspection.look(directory());

    assertThat(found.records()).isEqualTo(19);
    assertThat(found.damaged()).isEqualTo(1);
    assertThat(found.problems()).singleElement().asString().contains("1 records are damaged");
  }

  @Test
  void whateverTheFilesHoldItEnds() throws Exception {
    try (Spool spool = open()) {
      spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
      for (int i = 0; i < 200; i++) {
        append(spool, "record " + i);
      }
    }
    Random random = new Random(11);
    try (Stream<Path> all = Files.list(directory())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
          for (int i = 0; i < 50 && open.length() > 0; i++) {
            open.seek(random.nextLong(Math.min(open.length(), 12_000)));
            open.write(random.nextInt(256));
          }
        }
      }
    }
    SpoolInspection.Findings found = SpoolInspection.look(directory());
    assertThat(found.problems()).isNotEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> SpoolInspection.look(parent.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(SpoolHolder.of(parent.resolve("none"))).isEmpty();
  }

  private Path directory() {
    return parent.resolve("spool");
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> all = Files.list(directory())) {
      return all.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new HashMap<>();
    try (Stream<Path> all = Files.list(directory())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            file.toString(),
            Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private Spool open() throws IOException {
    return Spool.open(
        new SpoolOptions(directory(), 64 << 20, 0L, 4096, 64 << 10, SpoolOptions.DEFAULT_FSYNC),
        Clock.systemUTC());
  }

  private static long append(Spool spool, String text) throws RefusedException {
    byte[] bytes = text.getBytes(UTF_8);
    return spool.append(bytes, 0, bytes.length, 10_000_000_000L);
  }
}
