package io.acsexport.testing.faults;

import io.acsexport.testing.check.Arrived;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at messages one by one as they arrive, and keeps a bit of each: for millions of them. */
final class Tally {

  private static final String GAP = "ACSEXPORT.GAP";
  private static final Pattern COUNT = Pattern.compile("\"count\":(\\d+)");

  private final Predicate<NumberedEvent> refused;
  private final Map<Integer, BitSet> seen = new HashMap<>();
  private final Map<String, Long> highest = new HashMap<>();
  private final Map<String, Long> gaps = new HashMap<>();
  private final List<NumberedEvent> reordered = new ArrayList<>();
  private final List<NumberedEvent> refusedYetArrived = new ArrayList<>();
  private final List<Arrived> altered = new ArrayList<>();
  private final List<Arrived> foreign = new ArrayList<>();
  private int arrived;
  private long repeated;

  /**
   * @param refused whether the call for an event promised that it is not stored
   */
  Tally(Predicate<NumberedEvent> refused) {
    this.refused = refused;
  }

  /** Takes the next message, in the order of arrival at least within its key. */
  void add(Arrived message) {
    arrived++;
    NumberedEvent event = NumberedEvent.ofId(message.id());
    if (event == null && GAP.equals(message.headers().get("acs-type"))) {
      gaps.put(message.id(), count(message));
      return;
    }
    if (event == null) {
      foreign.add(message);
      return;
    }
    if (!event.body().equals(message.body())
        || (message.key() != null && !event.key().equals(message.key()))) {
      altered.add(message);
    }
    if (hasSeen(event)) {
      repeated++;
      return;
    }
    seen.computeIfAbsent(event.thread(), thread -> new BitSet()).set((int) event.number());
    if (highest.getOrDefault(event.key(), -1L) > event.number()) {
      reordered.add(event);
    }
    highest.merge(event.key(), event.number(), Math::max);
    if (refused.test(event)) {
      refusedYetArrived.add(event);
    }
  }

  /** What comes of it, for these that were accepted. */
  Verdict verdict(int count, Stream<NumberedEvent> accepted) {
    return new Verdict(
        count,
        arrived,
        accepted.filter(event -> !hasSeen(event)).toList(),
        gaps.values().stream().mapToLong(Long::longValue).sum(),
        repeated,
        reordered,
        altered,
        refusedYetArrived,
        foreign);
  }

  private static long count(Arrived gap) {
    Matcher count = COUNT.matcher(String.valueOf(gap.body()));
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }

  private boolean hasSeen(NumberedEvent event) {
    BitSet ofThread = seen.get(event.thread());
    return ofThread != null && ofThread.get(Math.toIntExact(event.number()));
  }
}
