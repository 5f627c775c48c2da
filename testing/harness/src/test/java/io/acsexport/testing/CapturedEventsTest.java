package io.acsexport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturedEventsTest {

  @TempDir Path folder;

  @Test
  void theBundledFileHoldsAllCapturedEventsInOrder() {
    List<CapturedEvent> events = CapturedEvents.bundled();

    assertThat(events).hasSize(220);
    assertThat(events.get(0).at()).isEqualTo(Instant.parse("2026-11-22T07:03:18.796260994Z"));
    assertThat(events.get(0).resourceUuid()).isNull();
    assertThat(events.get(2).type()).isEqualTo("ROLE.CREATE");
    assertThat(events.get(2).eventId()).isEqualTo(2L);
    assertThat(events)
        .extracting(CapturedEvent::category)
        .contains("ActionEvent", "AlertEvent", "UsageEvent", "ResourceStateEvent", "AsyncJobEvent");
    assertThat(events).extracting(CapturedEvent::line).isSorted();
  }

  @Test
  void linesThatCannotBeReadAreNamedAndTheOthersKept() throws IOException {
    CapturedEvents captured =
        read(
            "{\"category\":\"ActionEvent\",\"description\":null,\"resourceUuid\":\"\"}",
            "",
            "{\"category\":",
            "[]",
            "{\"category\":1}",
            "{\"eventId\":\"x\"}",
            "{\"at\":\"yesterday\"}",
            "{\"kategory\":\"ActionEvent\"}",
            "{\"category\":\"a\"} trailing",
            "{\"category\":\"UsageEvent\"}");

    assertThat(captured.events()).extracting(CapturedEvent::line).containsExactly(1, 10);
    assertThat(captured.events().get(0).resourceUuid()).isEmpty();
    assertThat(captured.events().get(0).description()).isNull();
    assertThat(captured.problems())
        .extracting(CapturedEvents.Problem::line)
        .containsExactly(3, 4, 5, 6, 7, 8, 9);
    assertThat(captured.problems().get(5)).hasToString("line 8: unknown field 'kategory'");
    assertThat(captured.problems())
        .allSatisfy(problem -> assertThat(problem.reason()).doesNotContain("\n"));
  }

  private CapturedEvents read(String... lines) throws IOException {
    return CapturedEvents.read(Files.write(folder.resolve("events.jsonl"), List.of(lines)));
  }
}
