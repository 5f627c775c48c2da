package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.number;
import static io.acsexport.core.spool.SpoolFixture.numbers;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.spool.RefusedException.Reason;
import io.acsexport.testing.SmallDisk;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a file system that really is full; others cover that by injection. */
class SmallDiskTest {

  @RegisterExtension final SmallDisk disk = new SmallDisk();

  @Test
  void aDiskThatIsFullRefusesDrainsInPlaceAndTakesRecordsAgain() throws Exception {
    try (Spool spool = SpoolFixture.open(disk.folder().resolve("spool"))) {
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
    try (Spool spool = SpoolFixture.open(disk.folder().resolve("spool"))) {
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
}
