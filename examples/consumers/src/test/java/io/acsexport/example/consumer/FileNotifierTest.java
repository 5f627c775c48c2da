package io.acsexport.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNotifierTest {

  @TempDir Path folder;

  @Test
  void nothingIsToldTwiceNotEvenAfterARestart() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    FileNotifier first = new FileNotifier(stream, folder.resolve("sent"));
    first.tell("1", "a");
    first.tell("1", "a");
    first.tell("2", "b");
    FileNotifier second = new FileNotifier(stream, folder.resolve("sent"));
    second.tell("2", "b");
    second.tell("3", "c");
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("a", "b", "c");
  }

  @Test
  void onlySoManyIdsAreRemembered() {
    RecentIds ids = new RecentIds(2);
    ids.add("1");
    ids.add("2");
    ids.add("2");
    ids.add("3");
    assertThat(ids.contains("1")).isFalse();
    assertThat(ids.contains("2")).isTrue();
    assertThat(ids.contains("3")).isTrue();
  }
}
