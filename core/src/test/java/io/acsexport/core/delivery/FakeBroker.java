package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.OutboundMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became visible to consumers, in that order, repeats included. Thread-safe. */
final class FakeBroker {

  private final FakeSpool spool;
  private final List<OutboundMessage> visible = new ArrayList<>();

  FakeBroker(FakeSpool spool) {
    this.spool = spool;
  }

  /** Takes a message and confirms it. */
  synchronized void take(OutboundMessage message) {
    visible.add(message);
    spool.resolve(message.sequence());
  }

  /** Sequences as they first became visible. */
  synchronized List<Long> firstOccurrences() {
    Set<Long> first = new LinkedHashSet<>();
    visible.forEach(message -> first.add(message.sequence()));
    return List.copyOf(first);
  }

  synchronized int size() {
    return visible.size();
  }

  /** Checks promise 5: the first occurrences of each key are in sequence order. */
  synchronized void assertOrderPerKey() {
    Map<String, Long> last = new HashMap<>();
    Set<Long> seen = new LinkedHashSet<>();
    for (OutboundMessage message : visible) {
      String key = message.key();
      if (key != null && seen.add(message.sequence())) {
        Long before = last.put(key, message.sequence());
        assertThat(before == null || before < message.sequence())
            .as("sequence %s of key %s after %s", message.sequence(), key, before)
            .isTrue();
      }
    }
  }
}
