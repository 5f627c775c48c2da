package io.acsexport.core.spool;

import static io.acsexport.core.spool.SpoolFixture.append;
import static io.acsexport.core.spool.SpoolFixture.cursor;
import static io.acsexport.core.spool.SpoolFixture.readAll;
import static io.acsexport.core.spool.SpoolFixture.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolLockTest {

  @TempDir Path temp;

  @Test
  void aSecondSpoolInThisProcessIsToldWhichDirectoryIsInUse() throws Exception {
    try (Spool spool = SpoolFixture.open(temp)) {
      assertThatThrownBy(() -> SpoolFixture.open(temp))
          .isInstanceOf(SpoolLockedException.class)
          .hasMessageContaining(temp.toString())
          .hasMessageContaining("this process");
      // The try must not have cost the first one its lock: POSIX would allow it.
      Process other = start();
      assertThat(firstLine(other)).contains("SpoolLockedException", temp.toString());
      assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
      append(spool, "still here");
      assertThat(texts(readAll(spool.browse(0)))).containsExactly("still here");
    }
  }

  @Test
  void aSpoolHeldByAnotherProcessIsNamedWithItsHolder() throws Exception {
    Process other = start();
    try {
      assertThat(firstLine(other)).isEqualTo("open");
      assertThatThrownBy(() -> SpoolFixture.open(temp))
          .isInstanceOf(SpoolLockedException.class)
          .hasMessageContaining(temp.toString())
          .hasMessageContaining("process " + other.pid());
    } finally {
      other.destroyForcibly().waitFor();
    }
    try (Spool spool = SpoolFixture.open(temp)) {
      assertThat(texts(readAll(cursor(spool, "main").openReader()))).containsExactly("theirs");
    }
  }

  @Test
  void aClosedSpoolMayBeOpenedAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      SpoolFixture.open(temp).close();
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            temp.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader reader = process.inputReader(UTF_8);
    return String.valueOf(reader.readLine());
  }

  /** The other process: opens the spool, says so, and keeps it. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      try {
        Spool spool = SpoolFixture.open(Path.of(arguments[0]));
        cursor(spool, "main");
        append(spool, "theirs");
        System.out.println("open");
        // Until it is killed, or whoever started it has ended.
        while (System.in.read() >= 0) {}
      } catch (SpoolLockedException e) {
        System.out.println(e);
      }
    }
  }
}
