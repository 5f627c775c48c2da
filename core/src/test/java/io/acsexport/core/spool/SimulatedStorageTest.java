package io.acsexport.core.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tests of the spool are worth as much as this simulator. */
final class SimulatedStorageTest {

  private static final Path FOLDER = Path.of("/spool");
  private static final Path FILE = FOLDER.resolve("file");
  private static final int CRASHES = 400;

  private final SimulatedStorage storage = new SimulatedStorage();

  @BeforeEach
  void makeTheFolder() throws IOException {
    storage.createDirectory(FOLDER);
    storage.syncDirectory(Path.of("/"));
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    StorageFile file = storage.open(FILE);
    write(file, 3, "abc");
    file.setLength(8);
    byte[] buffer = new byte[10];

    assertThat(file.read(0, buffer, 1, 9)).isEqualTo(8);
    assertThat(buffer).isEqualTo("\0\0\0\0abc\0\0\0".getBytes(UTF_8));
    assertThat(file.read(8, buffer, 0, 1)).isZero();
    file.setLength(4);
    file.setLength(6);
    assertThat(storage.contents(FILE)).isEqualTo("\0\0\0a\0\0".getBytes(UTF_8));
  }

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
    StorageFile file = durableFile(2000);
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
    StorageFile file = durableFile(10);
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
    StorageFile file = durableFile(10);
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
    StorageFile file = durableFile(10);
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
    StorageFile file = durableFile(10);
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
  void theLockIsHeldOnce() throws IOException {
    Path path = FOLDER.resolve("lock");
    try (Closeable held = storage.lock(path)) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> storage.lock(path)).hasMessageContaining("locked already");
    }
    storage.lock(path).close();
  }

  @Test
  void itDiesAtTheChangeOrdered() throws IOException {
    StorageFile file = durableFile(10);
    storage.dieAtChange(2);
    write(file, 0, "a");

    assertThatThrownBy(() -> write(file, 1, "b")).hasMessageContaining("is down");
    assertThatThrownBy(() -> write(file, 2, "c")).hasMessageContaining("is down");
    assertThat(storage.isDead()).isTrue();
    assertThat(storage.kill().contents(FILE)).startsWith("ab\0".getBytes(UTF_8));
  }

  @Test
  void aSyncDuringWhichItDiesDidNotHappen() throws IOException {
    StorageFile file = durableFile(10);
    write(file, 0, "0123456789");
    storage.dieAtChange(1);
    assertThatThrownBy(file::force).hasMessageContaining("is down");
    Set<String> fates = new HashSet<>();

    for (SplittableRandom random : seeds()) {
      fates.add(new String(storage.crash(random).contents(FILE), UTF_8));
    }

    assertThat(fates).hasSizeGreaterThan(5);
  }

  @Test
  void aFailingWriteLeavesAPart() throws IOException {
    StorageFile file = durableFile(0);
    storage.failWrites(1);
    assertThatThrownBy(() -> file.write(0, filled(100, 1), 0, 100))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Input/output error");

    assertThat(file.length()).isBetween(0L, 92L);
    assertThat(storage.failuresLeft()).isZero();
    file.write(0, filled(100, 1), 0, 100);
    assertThat(storage.contents(FILE)).isEqualTo(filled(100, 1));
  }

  @Test
  void aFullDiskTakesWhatFitsAndTakesAllAgainAfterADeletion() throws IOException {
    StorageFile file = durableFile(0);
    storage.limitCapacity(3 * 4096);
    file.write(0, filled(5000, 1), 0, 5000);
    assertThat(storage.usableSpace(FOLDER)).isEqualTo(4096);
    file.setLength(100_000);
    assertThat(storage.usableSpace(FOLDER)).as("a length takes no space").isEqualTo(4096);

    assertThatThrownBy(() -> file.write(5000, filled(20_000, 1), 0, 20_000))
        .hasMessageContaining("No space left");
    assertThat(count(storage.contents(FILE), 0, 100_000, 1)).isEqualTo(3 * 4096);
    assertThat(storage.usableSpace(FOLDER)).isZero();
    file.write(0, filled(3 * 4096, 2), 0, 3 * 4096);

    Path other = FOLDER.resolve("other");
    try (StorageFile second = storage.open(other)) {
      assertThatThrownBy(() -> write(second, 0, "x")).hasMessageContaining("No space left");
      storage.delete(FILE);
      write(second, 0, "x");
    }
    assertThat(storage.contents(other)).isEqualTo("x".getBytes(UTF_8));
  }

  @Test
  void afterTheBudgetWritesFailEverywhere() throws IOException {
    StorageFile file = durableFile(100);
    storage.failWritesAfter(5);
    write(file, 0, "abc");
    assertThatThrownBy(() -> write(file, 3, "def")).hasMessageContaining("No space left");
    assertThat(storage.contents(FILE)).startsWith("abcde\0".getBytes(UTF_8));
    storage.failWritesAfter(Long.MAX_VALUE);
    write(file, 3, "def");
    assertThat(storage.contents(FILE)).startsWith("abcdef\0".getBytes(UTF_8));
  }

  @Test
  void afterAFailedForceALaterOneDoesNotHelp() throws IOException {
    StorageFile file = durableFile(10);
    storage.failForces(1);
    for (int i = 0; i < 10; i++) {
      write(file, i, "x");
    }
    assertThatThrownBy(file::force).hasMessageContaining("Input/output error");
    file.force();

    assertThat(storage.contents(FILE)).isEqualTo("x".repeat(10).getBytes(UTF_8));
    assertThat(new String(storage.crash(new SplittableRandom(1)).contents(FILE), UTF_8))
        .contains("\0");
  }

  @Test
  void blockedWritesAndForcesComeBackWhenReleased() throws IOException {
    StorageFile file = durableFile(10);
    storage.blockWrites();
    storage.blockForces();
    CompletableFuture<Void> write = CompletableFuture.runAsync(() -> quietly(file, true));
    await().until(() -> storage.stuckCalls() == 1);
    CompletableFuture<Void> force = CompletableFuture.runAsync(() -> quietly(file, false));
    await().until(() -> storage.stuckCalls() == 2);
    assertThat(storage.list(FOLDER)).as("others go on").containsExactly("file");
    assertThat(write).isNotDone();
    assertThat(force).isNotDone();

    storage.unblock();
    assertThat(write).succeedsWithin(java.time.Duration.ofSeconds(10));
    assertThat(force).succeedsWithin(java.time.Duration.ofSeconds(10));
  }

  @Test
  void namesAreHandledAsAFileSystemDoes() throws IOException {
    storage.open(FILE).close();
    Path other = FOLDER.resolve("other");
    storage.open(other).close();

    assertThatThrownBy(() -> storage.openForReading(FOLDER.resolve("absent")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> storage.open(Path.of("/absent/file")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> storage.rename(FILE, other))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> storage.rename(FOLDER.resolve("absent"), FOLDER.resolve("new")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> storage.delete(FOLDER)).isInstanceOf(IOException.class);
    storage.createDirectory(FOLDER);
    assertThat(storage.list(FOLDER)).containsExactlyInAnyOrder("file", "other");

    storage.rename(FOLDER, Path.of("/aside"));
    assertThat(storage.list(Path.of("/aside"))).containsExactlyInAnyOrder("file", "other");
    assertThatThrownBy(() -> storage.list(FOLDER)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aCopyLivesOnItsOwn() throws IOException {
    StorageFile file = durableFile(3);
    write(file, 0, "abc");
    SimulatedStorage copy = storage.copy();
    copy.replace(FILE, "xyz!".getBytes(UTF_8));
    write(file, 1, "-");

    assertThat(storage.contents(FILE)).isEqualTo("a-c".getBytes(UTF_8));
    assertThat(copy.crash(new SplittableRandom(3)).contents(FILE))
        .isEqualTo("xyz!".getBytes(UTF_8));
  }

  private StorageFile durableFile(int length) throws IOException {
    StorageFile file = storage.open(FILE);
    file.setLength(length);
    file.force();
    storage.syncDirectory(FOLDER);
    return file;
  }

  private static void quietly(StorageFile file, boolean write) {
    try {
      if (write) {
        write(file, 0, "x");
      } else {
        file.force();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<SplittableRandom> seeds() {
    SplittableRandom seeds = new SplittableRandom(42);
    return java.util.stream.Stream.generate(seeds::split).limit(CRASHES).toList();
  }

  private static void write(StorageFile file, long position, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    file.write(position, bytes, 0, bytes.length);
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static int count(byte[] bytes, int from, int to, int value) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += bytes[i] == value ? 1 : 0;
    }
    return count;
  }
}
