package io.acsexport.core.spool;

import static io.acsexport.core.spool.SimulatedStorageFixture.FILE;
import static io.acsexport.core.spool.SimulatedStorageFixture.FOLDER;
import static io.acsexport.core.spool.SimulatedStorageFixture.count;
import static io.acsexport.core.spool.SimulatedStorageFixture.durableFile;
import static io.acsexport.core.spool.SimulatedStorageFixture.filled;
import static io.acsexport.core.spool.SimulatedStorageFixture.seeds;
import static io.acsexport.core.spool.SimulatedStorageFixture.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a power loss or a kill may do to a {@link SimulatedStorage}, and what it may not. */
final class SimulatedPowerLossTest {

  private final SimulatedStorage storage = SimulatedStorageFixture.withFolder();

  @Test
  void forcedContentsUnderASyncedNameAlwaysSurvive() throws IOException {
    StorageFile file = storage.open(FILE);
    write(file, 0, "kept");
    file.setLength(6);
    file.force();
    storage.syncDirectory(FOLDER);
    write(file, 6, "later");

    for (SplittableRandom random : seeds()) {
      SimulatedStorage after = storage.crash(random);
      assertThat(after.contents(FILE)).startsWith("kept\0\0".getBytes(UTF_8));
    }
  }

  @Test
  void unsyncedWritesAreKeptLostTornAndReordered() throws IOException {
    StorageFile file = durableFile(storage, 2000);
    file.write(0, filled(1500, 1), 0, 1500);
    file.write(1000, filled(1000, 2), 0, 1000);
    Set<String> fates = new HashSet<>();

    for (SplittableRandom random : seeds()) {
      byte[] left = storage.crash(random).contents(FILE);
      int first = count(left, 0, 1000, 1);
      int second = count(left, 1500, 2000, 2);
      fates.add("first " + (first == 0 ? "lost" : first == 1000 ? "kept" : "torn"));
      fates.add("second " + (second == 0 ? "lost" : second == 500 ? "kept" : "torn"));
      if (first == 1000 && second == 500) {
        fates.add(count(left, 1000, 1500, 1) == 500 ? "in the other order" : "in order");
      }
      if (first > 0 && first < 1000 && left[0] == 0) {
        fates.add("torn at its begin");
      }
      assertThat(left).hasSize(2000).doesNotContain(3);
    }

    assertThat(fates)
        .containsExactlyInAnyOrder(
            "first kept",
            "first lost",
            "first torn",
            "second kept",
            "second lost",
            "second torn",
            "in order",
            "in the other order",
            "torn at its begin");
  }

  @Test
  void anUnsyncedLengthMayBeLostAndALostWriteReadsAsZeros() throws IOException {
    StorageFile file = durableFile(storage, 10);
    file.setLength(100);
    file.write(20, filled(10, 1), 0, 10);
    Set<String> fates = new HashSet<>();

    for (SplittableRandom random : seeds()) {
      byte[] left = storage.crash(random).contents(FILE);
      fates.add(left.length + (count(left, 20, left.length, 1) == 10 ? " written" : ""));
    }

    assertThat(fates).contains("10", "30 written", "100", "100 written");
  }

  @Test
  void anUnsyncedNameMayBeLostWhateverWasForced() throws IOException {
    try (StorageFile file = storage.open(FILE)) {
      write(file, 0, "forced");
      file.force();
    }
    Set<List<String>> fates = new HashSet<>();

    for (SplittableRandom random : seeds()) {
      fates.add(storage.crash(random).list(FOLDER));
    }

    assertThat(fates).containsExactlyInAnyOrder(List.of(), List.of("file"));
  }

  @Test
  void unsyncedDeletionsAndRenamesHappenInAnyCombination() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      storage.open(FOLDER.resolve(name)).close();
    }
    storage.syncDirectory(FOLDER);
    storage.delete(FOLDER.resolve("a"));
    storage.rename(FOLDER.resolve("b"), FOLDER.resolve("d"));
    storage.delete(FOLDER.resolve("c"));
    Set<Set<String>> fates = new HashSet<>();

    for (SplittableRandom random : seeds()) {
      fates.add(Set.copyOf(storage.crash(random).list(FOLDER)));
    }

    assertThat(fates)
        .hasSize(8)
        .contains(Set.of("a", "b", "c"), Set.of("d"), Set.of("a", "b"), Set.of("a", "d", "c"));
  }

  @Test
  void aRenamedFileIsNeverUnderBothNamesNorUnderNone() throws IOException {
    storage.open(FOLDER.resolve("a")).close();
    storage.syncDirectory(FOLDER);
    storage.rename(FOLDER.resolve("a"), FOLDER.resolve("b"));

    for (SplittableRandom random : seeds()) {
      assertThat(storage.crash(random).list(FOLDER)).hasSize(1);
    }
  }

  @Test
  void afterACrashEverythingLeftIsDurable() throws IOException {
    StorageFile file = durableFile(storage, 10);
    write(file, 0, "0123456789");
    SplittableRandom random = new SplittableRandom(5);
    SimulatedStorage first = storage.crash(random);
    byte[] left = first.contents(FILE);

    for (SplittableRandom again : seeds()) {
      assertThat(first.crash(again).contents(FILE)).isEqualTo(left);
    }
  }

  @Test
  void aKilledProcessLosesNothingButSyncsNothingEither() throws IOException {
    StorageFile file = durableFile(storage, 10);
    write(file, 0, "0123456789");
    SimulatedStorage after = storage.kill();
    assertThat(after.contents(FILE)).isEqualTo("0123456789".getBytes(UTF_8));
    Set<String> fates = new HashSet<>();

    for (SplittableRandom random : seeds()) {
      fates.add(new String(after.crash(random).contents(FILE), UTF_8));
    }

    assertThat(fates).contains("0123456789", "\0".repeat(10)).hasSizeGreaterThan(5);
  }

  @Test
  void nothingOfADeadMachineWorks() throws IOException {
    StorageFile file = durableFile(storage, 10);
    Closeable held = storage.lock(FOLDER.resolve("lock"));
    SimulatedStorage after = storage.crash(new SplittableRandom(1));

    assertThat(storage.isDead()).isTrue();
    assertThatThrownBy(() -> write(file, 0, "x")).hasMessageContaining("is down");
    assertThatThrownBy(file::length).hasMessageContaining("is down");
    assertThatThrownBy(file::force).hasMessageContaining("is down");
    assertThatThrownBy(() -> storage.open(FILE)).hasMessageContaining("is down");
    assertThatThrownBy(() -> storage.delete(FILE)).hasMessageContaining("is down");
    assertThatThrownBy(() -> storage.syncDirectory(FOLDER)).hasMessageContaining("is down");
    held.close();
    assertThat(after.contents(FILE)).isEqualTo(new byte[10]);
    after.lock(FOLDER.resolve("lock")).close();
  }

  @Test
  void itDiesAtTheChangeOrdered() throws IOException {
    StorageFile file = durableFile(storage, 10);
    storage.dieAtChange(2);
    write(file, 0, "a");

    assertThatThrownBy(() -> write(file, 1, "b")).hasMessageContaining("is down");
    assertThatThrownBy(() -> write(file, 2, "c")).hasMessageContaining("is down");
    assertThat(storage.isDead()).isTrue();
    assertThat(storage.kill().contents(FILE)).startsWith("ab\0".getBytes(UTF_8));
  }

  @Test
  void aSyncDuringWhichItDiesDidNotHappen() throws IOException {
    StorageFile file = durableFile(storage, 10);
    write(file, 0, "0123456789");
    storage.dieAtChange(1);
    assertThatThrownBy(file::force).hasMessageContaining("is down");
    Set<String> fates = new HashSet<>();

    for (SplittableRandom random : seeds()) {
      fates.add(new String(storage.crash(random).contents(FILE), UTF_8));
    }

    assertThat(fates).hasSizeGreaterThan(5);
  }
}
