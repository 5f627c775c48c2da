package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.gaps;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deletes files under an open spool. */
class DeletedFilesTest {

  @TempDir Path temp;

  @Test
  void aDeletedSegmentTakesNoMoreRecordsAndIsMissedByNumber() throws Exception {
    Path directory = temp.resolve("spool");
    try (Spool spool = SpoolFixture.open(directory)) {
      SpoolCursor cursor = cursor(spool, "main");
      append(spool, "gone 1");
      append(spool, "gone 2");
      Path deleted = SpoolFixture.segments(directory).get(0);
      Files.delete(deleted);
      await().until(() -> appendedElsewhere(spool, directory));
      long lost = spool.stats().appended() - 1;

      SpoolReader reader = cursor.openReader();
      List<SpoolItem> items = readAll(reader);
      assertThat(texts(items)).containsExactly("next");
      assertThat(gaps(items)).extracting(SpoolItem.Gap::count).containsExactly(lost);
      assertThat(spool.stats().damaged()).isEqualTo(lost);
    }
  }

  /** Appends one more, and says whether it went to a file that has a name. */
  private static boolean appendedElsewhere(Spool spool, Path directory) throws Exception {
    append(spool, "next");
    return !SpoolFixture.segments(directory).isEmpty();
  }

  @Test
  void aDeletedCursorIsMadeAnewWhereItStood() throws Exception {
    Path directory = temp.resolve("spool");
    try (Spool spool = SpoolFixture.open(directory)) {
      SpoolCursor cursor = cursor(spool, "main");
      append(spool, "delivered");
      append(spool, "waits");
      cursor.commit(readAll(cursor.openReader()).get(0).sequence());
      SpoolFixture.settle(spool);
      Files.delete(directory.resolve("main.cursor"));
      await().until(() -> Files.exists(directory.resolve("main.cursor")));
    }
    try (Spool spool = SpoolFixture.open(directory)) {
      assertThat(texts(readAll(cursor(spool, "main").openReader()))).containsExactly("waits");
    }
  }

  @Test
  void aDeletedFolderIsMadeAnewAndStaysLocked() throws Exception {
    Path directory = temp.resolve("spool");
    SpoolOptions options = SpoolFixture.options(directory, 1000);
    try (Spool spool = SpoolFixture.open(directory)) {
      cursor(spool, "main");
      append(spool, "gone");
      Object identity = spool.identity().spool();
      // At one stroke, which deleting file by file is not.
      Files.move(directory, temp.resolve("gone"));
      await().until(() -> Files.exists(directory.resolve("main.cursor")));
      await()
          .ignoreExceptionsInstanceOf(RefusedException.class)
          .until(() -> append(spool, "a") > 0);
      assertThat(SpoolHolder.of(directory)).isPresent();
      assertThatThrownBy(() -> Spool.open(options, java.time.Clock.systemUTC()))
          .isInstanceOf(SpoolLockedException.class);
      spool.abandon();
      try (Spool next = SpoolFixture.open(directory)) {
        assertThat(next.identity().spool()).isEqualTo(identity);
        List<SpoolItem> items = readAll(cursor(next, "main").openReader());
        assertThat(texts(items)).containsExactly("a");
      }
    }
  }
}
