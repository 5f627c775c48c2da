package io.acsexport.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real file system, small enough to be filled, for each test; registered as an extension. Tests
 * are skipped where none can be mounted, which only root may; others cover full disks by injection.
 */
public final class SmallDisk implements BeforeEachCallback, AfterEachCallback {

  private final int kibibytes;
  private @Nullable Path folder;
  private boolean mounted;

  /** Of 256 KiB, mounted before each test. */
  public SmallDisk() {
    this(256);
  }

  /** Of this size. */
  public SmallDisk(int kibibytes) {
    this.kibibytes = kibibytes;
  }

  /** Where it is mounted; empty at first. */
  public Path folder() {
    return Objects.requireNonNull(folder, "no test runs");
  }

  /** Refuses everything that would write from now on. */
  public void makeReadOnly() throws IOException, InterruptedException {
    if (!Commands.run("mount", "-o", "remount,ro", folder().toString())) {
      throw new IOException("cannot remount " + folder);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    Path made = Files.createTempDirectory("small-disk");
    folder = made;
    mounted =
        System.getProperty("os.name").equals("Linux")
            && Commands.run(
                "mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "tmpfs", made.toString());
    Assumptions.assumeTrue(mounted, "A tmpfs can be mounted by root alone");
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (mounted && !Commands.run("umount", folder().toString())) {
      throw new IOException("cannot unmount " + folder);
    }
    Files.deleteIfExists(folder());
  }
}
