package io.acsexport.testing.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verdict over one run.
 *
 * @param published how many events were published
 * @param arrived how many messages arrived, repeats included
 * @param lost published events for which nothing arrived
 * @param repeated messages whose id had arrived before
 * @param altered messages that match no published event, byte for byte
 * @param outOfOrder keys whose first occurrences did not follow the order of publishing
 * @param keys how many different keys were published
 */
public record DeliveryCheck(
    int published,
    int arrived,
    List<Expected> lost,
    List<Arrived> repeated,
    List<Arrived> altered,
    List<String> outOfOrder,
    int keys) {

  /**
   * Compares.
   *
   * @param published in the order of publishing, at least within each key
   * @param arrived in the order of arrival, at least within each key
   */
  public static DeliveryCheck compare(List<Expected> published, List<Arrived> arrived) {
    List<Arrived> repeated = new ArrayList<>();
    List<Arrived> first = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Arrived message : arrived) {
      (ids.add(message.id()) ? first : repeated).add(message);
    }
    Map<Pair, Integer> open = new LinkedHashMap<>();
    published.forEach(event -> open.merge(new Pair(event.key(), event.body()), 1, Integer::sum));
    List<Arrived> altered = new ArrayList<>();
    for (Arrived message : first) {
      Pair pair = new Pair(message.key(), message.body());
      Integer count = open.get(pair);
      if (count == null) {
        altered.add(message);
      } else if (count == 1) {
        open.remove(pair);
      } else {
        open.put(pair, count - 1);
      }
    }
    List<Expected> lost = new ArrayList<>();
    open.forEach(
        (pair, count) -> {
          for (int i = 0; i < count; i++) {
            lost.add(new Expected(pair.key, pair.body, 0));
          }
        });
    Map<String, List<@Nullable String>> sent = new LinkedHashMap<>();
    published.forEach(event -> append(sent, event.key(), event.body()));
    Map<String, List<@Nullable String>> seen = new HashMap<>();
    first.forEach(message -> append(seen, message.key(), message.body()));
    List<String> outOfOrder = new ArrayList<>();
    sent.forEach(
        (key, bodies) -> {
          if (!Objects.equals(bodies, seen.get(key))) {
            outOfOrder.add(key);
          }
        });
    return new DeliveryCheck(
        published.size(), arrived.size(), lost, repeated, altered, outOfOrder, sent.size());
  }

  /** Whether every event arrived once, unaltered and in order. */
  public boolean perfect() {
    return complete() && repeated.isEmpty();
  }

  /** Whether every event arrived at least once, unaltered and in order of first occurrence. */
  public boolean complete() {
    return lost.isEmpty() && altered.isEmpty() && outOfOrder.isEmpty();
  }

  private static void append(
      Map<String, List<@Nullable String>> byKey, @Nullable String key, @Nullable String body) {
    if (key != null) {
      byKey.computeIfAbsent(key, unused -> new ArrayList<>()).add(body);
    }
  }

  private record Pair(@Nullable String key, @Nullable String body) {}
}
