package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.number;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.acsexport.core.spool.RefusedException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system of 256 KiB, where the test may mount one; others cover it by injection. */
class SmallDiskTest {

  @TempDir Path temp;

  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted =
        System.getProperty("os.name").equals("Linux")
            && run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", temp.toString());
    assumeTrue(mounted, "A tmpfs can be mounted by root alone");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", temp.toString())).isTrue();
    }
  }

  @Test
  void aDiskThatIsFullRefusesDrainsInPlaceAndTakesRecordsAgain() throws Exception {
    try (Spool spool = SpoolFixture.open(temp.resolve("spool"))) {
      SpoolCursor cursor = spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
      int stored = 0;
      for (int round = 0; round < 3; round++) {
        int from = stored;
        Reason refused = null;
        while (refused == null) {
          refused = refusal(spool, stored);
          stored += refused == null ? 1 : 0;
        }
        assertThat(refused).isEqualTo(Reason.NO_SPACE);
        assertThat(stored).isGreaterThan(from + 100);

        SpoolReader reader = cursor.openReader();
        List<SpoolItem> items = readAll(reader);
        assertThat(texts(items)).isEqualTo(numbers(from, stored));
        cursor.commit(items.get(items.size() - 1).sequence());
        await().until(() -> spool.stats().obstacle() == null);
      }
      assertThat(cursor.backlog().events()).isZero();
    }
  }

  @Test
  void aDestinationThatMayDropKeepsAFullDiskGoing() throws Exception {
    try (Spool spool = SpoolFixture.open(temp.resolve("spool"))) {
      SpoolCursor cursor = spool.openCursor("main", StartAt.EARLIEST, WhenFull.DROP_OLDEST);
      SpoolFixture.appendNumbers(spool, 0, 1000);
      SpoolFixture.settle(spool);
      List<SpoolItem> items = readAll(cursor.openReader());
      int dropped = (int) SpoolFixture.gaps(items).get(0).count();
      assertThat(texts(items)).isEqualTo(numbers(dropped, 1000)).hasSizeGreaterThan(100);
    }
  }

  private static @Nullable Reason refusal(Spool spool, int i) {
    try {
      append(spool, number(i));
      return null;
    } catch (RefusedException e) {
      return e.reason();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
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
