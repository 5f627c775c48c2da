package io.acsexport.testing.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.CapturedEvents;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FeedTest {

  private static final List<CapturedEvent> CAPTURED = CapturedEvents.bundled();

  @Test
  void keepsWhatEventsLookLike() {
    List<CapturedEvent> events = new Feed(1).next(CAPTURED.size());
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).type()).isEqualTo(CAPTURED.get(i).type());
      assertThat(Objects.toString(events.get(i).description()))
          .hasSameSizeAs(Objects.toString(CAPTURED.get(i).description()));
    }
  }

  @Test
  void neverRepeatsAnIdOrAResource() {
    Feed feed = new Feed(1);
    List<CapturedEvent> first = feed.next(CAPTURED.size());
    List<CapturedEvent> second = feed.next(CAPTURED.size());
    for (int i = 0; i < first.size(); i++) {
      CapturedEvent event = first.get(i);
      if (event.eventUuid() != null) {
        assertThat(second.get(i).eventUuid()).isNotEqualTo(event.eventUuid());
      }
      String uuid = event.resourceUuid();
      if (uuid != null && !uuid.isEmpty()) {
        assertThat(second.get(i).resourceUuid()).isNotEqualTo(uuid);
        assertThat(Objects.toString(second.get(i).description())).doesNotContain(uuid);
      }
    }
  }

  @Test
  void givesTheSameEventsForTheSameSeed() {
    assertThat(new Feed(7).next(500)).isEqualTo(new Feed(7).next(500));
  }
}
