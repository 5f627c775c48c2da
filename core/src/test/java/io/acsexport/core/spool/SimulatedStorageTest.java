package io.acsexport.core.spool;

import static io.acsexport.core.spool.SimulatedStorageFixture.FILE;
import static io.acsexport.core.spool.SimulatedStorageFixture.FOLDER;
import static io.acsexport.core.spool.SimulatedStorageFixture.durableFile;
import static io.acsexport.core.spool.SimulatedStorageFixture.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The tests of the spool are worth as much as this simulator: names, contents and copies. */
final class SimulatedStorageTest {

  private final SimulatedStorage storage = SimulatedStorageFixture.withFolder();

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
  void theLockIsHeldOnce() throws IOException {
    Path path = FOLDER.resolve("lock");
    try (Closeable held = storage.lock(path)) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> storage.lock(path)).hasMessageContaining("locked already");
    }
    storage.lock(path).close();
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
    StorageFile file = durableFile(storage, 3);
    write(file, 0, "abc");
    SimulatedStorage copy = storage.copy();
    copy.replace(FILE, "xyz!".getBytes(UTF_8));
    write(file, 1, "-");

    assertThat(storage.contents(FILE)).isEqualTo("a-c".getBytes(UTF_8));
    assertThat(copy.crash(new SplittableRandom(3)).contents(FILE))
        .isEqualTo("xyz!".getBytes(UTF_8));
  }
}
