package io.acsexport.core.spool;

import static io.acsexport.core.spool.SimulatedStorageFixture.FILE;
import static io.acsexport.core.spool.SimulatedStorageFixture.FOLDER;
import static io.acsexport.core.spool.SimulatedStorageFixture.count;
import static io.acsexport.core.spool.SimulatedStorageFixture.durableFile;
import static io.acsexport.core.spool.SimulatedStorageFixture.filled;
import static io.acsexport.core.spool.SimulatedStorageFixture.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a {@link SimulatedStorage} fails while its power is on. */
final class SimulatedFaultTest {

  private final SimulatedStorage storage = SimulatedStorageFixture.withFolder();

  @Test
  void aFailingWriteLeavesAPart() throws IOException {
    StorageFile file = durableFile(storage, 0);
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
    StorageFile file = durableFile(storage, 0);
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
    StorageFile file = durableFile(storage, 100);
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
    StorageFile file = durableFile(storage, 10);
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
    StorageFile file = durableFile(storage, 10);
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
    assertThat(write).succeedsWithin(Duration.ofSeconds(10));
    assertThat(force).succeedsWithin(Duration.ofSeconds(10));
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
}
