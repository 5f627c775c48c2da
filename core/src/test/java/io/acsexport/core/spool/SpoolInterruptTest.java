package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host interrupts its threads as it likes; that must not touch a record, nor the flag. */
class SpoolInterruptTest {

  private static final int THREADS = 4;

  @TempDir Path temp;

  @Test
  void aStormOfInterruptsLosesNothingAndKeepsTheFlags() throws Exception {
    storm(SpoolFixture.INTERVAL, 3000);
  }

  @Test
  void norDoesItWhilePublishersWaitForTheDisk() throws Exception {
    storm(null, 200);
  }

  @Test
  void anInterruptedThreadMayOpenAndCloseASpool() throws Exception {
    Thread.currentThread().interrupt();
    try (Spool spool = SpoolFixture.open(temp)) {
      cursor(spool, "main");
      append(spool, "a");
      spool.syncNow();
    }
    assertThat(Thread.interrupted()).isTrue();
    try (Spool spool = SpoolFixture.open(temp)) {
      assertThat(texts(readAll(cursor(spool, "main").openReader()))).containsExactly("a");
    }
  }

  private void storm(@Nullable Duration fsync, int each) throws Exception {
    Queue<String> problems = new ConcurrentLinkedQueue<>();
    List<Thread> publishers = new ArrayList<>();
    try (Spool spool = Spool.open(SpoolFixture.options(temp, 2000, fsync), Clock.systemUTC())) {
      SpoolCursor cursor = cursor(spool, "main");
      for (int t = 0; t < THREADS; t++) {
        String name = "t" + t + " ";
        publishers.add(new Thread(() -> publish(spool, name, each, problems), name));
      }
      publishers.forEach(Thread::start);
      while (publishers.stream().anyMatch(Thread::isAlive)) {
        publishers.forEach(Thread::interrupt);
        Thread.onSpinWait();
      }
      assertThat(problems).isEmpty();
      List<String> read = texts(readAll(cursor.openReader()));
      assertThat(read).hasSize(THREADS * each);
      for (int t = 0; t < THREADS; t++) {
        String name = "t" + t + " ";
        assertThat(read.stream().filter(text -> text.startsWith(name)).toList())
            .isEqualTo(SpoolFixture.numbers(0, each).stream().map(i -> name + i).toList());
      }
    }
  }

  private static void publish(Spool spool, String name, int records, Queue<String> problems) {
    for (int i = 0; i < records; i++) {
      Thread.currentThread().interrupt();
      try {
        append(spool, name + i);
      } catch (RefusedException e) {
        problems.add(name + i + ": " + e);
      }
      if (!Thread.interrupted()) {
        problems.add(name + i + ": the flag is gone");
      }
    }
  }
}
