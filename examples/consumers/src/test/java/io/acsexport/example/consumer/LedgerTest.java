package io.acsexport.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

  @TempDir Path folder;

  @Test
  void anEventIsBookedOnceAlsoAfterARestart() throws Exception {
    Path file = folder.resolve("ledger");
    try (Ledger ledger = Ledger.open(file)) {
      assertThat(ledger.book("1", "alice", "VM.START")).isTrue();
      assertThat(ledger.book("1", "alice", "VM.START")).isFalse();
      assertThat(ledger.book("2", "alice", "VM.START")).isTrue();
    }
    try (Ledger ledger = Ledger.open(file)) {
      assertThat(ledger.book("2", "alice", "VM.START")).isFalse();
      assertThat(ledger.book("3", "bob", "VM.START")).isTrue();
      assertThat(ledger.totals()).isEqualTo(Map.of("alice\tVM.START", 2L, "bob\tVM.START", 1L));
    }
  }

  @Test
  void aLineCutAnywhereByACrashIsBookedAnew() throws Exception {
    Path file = folder.resolve("ledger");
    try (Ledger ledger = Ledger.open(file)) {
      ledger.book("1", "alice", "VM.START");
    }
    byte[] whole = "2\tbob\tVM.STOP\n".getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.copy(file, folder.resolve("cut-" + length));
      Files.write(cut, Arrays.copyOf(whole, length), StandardOpenOption.APPEND);
      try (Ledger ledger = Ledger.open(cut)) {
        assertThat(ledger.book("2", "bob", "VM.STOP")).isTrue();
      }
      try (Ledger ledger = Ledger.open(cut)) {
        assertThat(ledger.totals()).isEqualTo(Map.of("alice\tVM.START", 1L, "bob\tVM.STOP", 1L));
      }
    }
  }

  @Test
  void aLedgerLongerThanOneReadIsCountedInFull() throws Exception {
    Path file = folder.resolve("ledger");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      lines.append("id-").append(i).append("\talice\tVM.START\n");
    }
    Files.writeString(file, lines);
    try (Ledger ledger = Ledger.open(file)) {
      assertThat(ledger.totals()).isEqualTo(Map.of("alice\tVM.START", 10_000L));
      assertThat(ledger.book("id-9999", "alice", "VM.START")).isFalse();
    }
  }
}
