package io.acsexport.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventCounterTest {

  private final EventCounter counter = new EventCounter();

  @Test
  void eventsAreCountedOnceByCategoryAndType() {
    counter.handle(event("{}", Map.of("acs-id", "1", "acs-category", "A", "acs-type", "X")));
    counter.handle(event("{}", Map.of("acs-id", "2", "acs-category", "A", "acs-type", "X")));
    counter.handle(event("{}", Map.of("acs-id", "2", "acs-category", "A", "acs-type", "X")));
    counter.handle(event("{}", Map.of("acs-id", "3", "acs-type", "a\"b\\c")));
    counter.handle(event("not ours", Map.of()));

    assertThat(counter.metrics())
        .isEqualTo(
            """
            # TYPE acs_events_total counter
            acs_events_total{category="",type="a\\"b\\\\c"} 1
            acs_events_total{category="A",type="X"} 2
            # TYPE acs_events_repeated_total counter
            acs_events_repeated_total 1
            # TYPE acs_events_missing_total counter
            acs_events_missing_total 0
            """);
  }

  @Test
  void aGapEventTellsHowManyAreMissing() {
    Map<String, String> headers =
        Map.of("acs-id", "1", "acs-category", "GapEvent", "acs-type", "ACSEXPORT.GAP");
    counter.handle(event("{\"event\":\"ACSEXPORT.GAP\",\"count\":225}", headers));
    counter.handle(event("{\"event\":\"ACSEXPORT.GAP\",\"count\":225}", headers));
    assertThat(counter.metrics())
        .contains("acs_events_missing_total 225\n")
        .doesNotContain("ACSEXPORT.GAP");
  }

  static ConsumerRecord<String, String> event(String body, Map<String, String> headers) {
    ConsumerRecord<String, String> event = new ConsumerRecord<>("cs", 0, 0, "key", body);
    headers.forEach(
        (name, value) -> event.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return event;
  }
}
