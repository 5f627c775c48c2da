package io.acsexport.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real file system of 256 KiB for each test, registered as an extension. Tests are skipped where
 * none can be mounted, which only root may; others cover full disks by injection.
 */
public final class SmallDisk implements BeforeEachCallback, AfterEachCallback {

  private @Nullable Path folder;
  private boolean mounted;

  /** Mounted before each test. */
  public SmallDisk() {}

  /** Where it is mounted; empty at first. */
  public Path folder() {
    return Objects.requireNonNull(folder, "no test runs");
  }

  /** Refuses everything that would write from now on. */
  public void makeReadOnly() throws IOException, InterruptedException {
    if (!run("mount", "-o", "remount,ro", folder().toString())) {
      throw new IOException("cannot remount " + folder);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    Path made = Files.createTempDirectory("small-disk");
    folder = made;
    mounted =
        System.getProperty("os.name").equals("Linux")
            && run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", made.toString());
    Assumptions.assumeTrue(mounted, "A tmpfs can be mounted by root alone");
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (mounted && !run("umount", folder().toString())) {
      throw new IOException("cannot unmount " + folder);
    }
    Files.deleteIfExists(folder());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such command
    }
  }
}
