package io.acsexport.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real ext4 for each test, registered as an extension, which can meet an error and become
 * read-only under whoever writes to it, as {@code errors=remount-ro} has it: what was not synced is
 * gone. Tests are skipped where none can be mounted, which only root may.
 */
public final class FragileDisk implements BeforeEachCallback, AfterEachCallback {

  private static final long SIZE = 96L << 20;
  private static final Path EXT4 = Path.of("/sys/fs/ext4");

  private @Nullable Path image;
  private @Nullable Path folder;

  /** Mounted before each test. */
  public FragileDisk() {}

  /** Where it is mounted; nearly empty at first. */
  public Path folder() {
    return Objects.requireNonNull(folder, "no test runs");
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    image = Files.createTempFile("fragile-disk", ".ext4");
    folder = Files.createTempDirectory("fragile-disk");
    try (RandomAccessFile file = new RandomAccessFile(image().toFile(), "rw")) {
      file.setLength(SIZE);
    }
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && Commands.run("mkfs.ext4", "-q", "-F", image().toString())
            && mount()
            && Files.isWritable(trigger()),
        "An ext4 that can be made to fail can be mounted by root alone");
  }

  /** An error of the file system: from now on it refuses everything that would write. */
  public void fail() throws IOException {
    Files.writeString(trigger(), "1");
  }

  /** What an administrator does about it; nobody may have a file open. */
  public void repair() throws IOException, InterruptedException {
    if (!Commands.run("umount", folder().toString())
        // Its exit code tells that it found what to repair.
        || Commands.run("fsck.ext4", "-p", image().toString())
        || !mount()) {
      throw new IOException("cannot repair " + image);
    }
  }

  private boolean mount() throws InterruptedException {
    return Commands.run(
        "mount", "-o", "loop,errors=remount-ro", image().toString(), folder().toString());
  }

  private Path trigger() throws IOException {
    FileStore store = Files.getFileStore(folder());
    Path device = Path.of(store.name()).getFileName();
    return EXT4.resolve(String.valueOf(device)).resolve("trigger_fs_error");
  }

  private Path image() {
    return Objects.requireNonNull(image, "no test runs");
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    boolean unused = Commands.run("umount", folder().toString());
    Files.deleteIfExists(folder());
    Files.deleteIfExists(image());
  }
}
