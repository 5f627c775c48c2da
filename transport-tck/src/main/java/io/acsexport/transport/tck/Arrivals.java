package io.acsexport.transport.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.ReceivedMessage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What arrived, by the ids of the messages; of repeats the first counts. */
final class Arrivals {

  private final Map<String, ReceivedMessage> first = new LinkedHashMap<>();

  Arrivals(List<ReceivedMessage> messages) {
    for (ReceivedMessage message : messages) {
      String id = message.headers().get(Messages.ID);
      if (id == null) {
        throw new AssertionError(
            message + " arrived without its header " + Messages.ID + ", only " + message.headers());
      }
      first.putIfAbsent(id, message);
    }
  }

  /** In the order of arrival, where there is one. */
  Set<String> ids() {
    return new LinkedHashSet<>(first.keySet());
  }

  /** Which of these ids did not arrive. */
  Set<String> missing(Collection<String> ids) {
    Set<String> missing = new LinkedHashSet<>(ids);
    missing.removeAll(first.keySet());
    return missing;
  }

  boolean has(OutboundMessage message) {
    return first.containsKey(message.id());
  }

  ReceivedMessage of(OutboundMessage message) {
    ReceivedMessage received = first.get(message.id());
    if (received == null) {
      throw new AssertionError(message + " did not arrive");
    }
    return received;
  }

  /** The text of the body, or null where there is none. */
  @Nullable String text(OutboundMessage message) {
    byte[] body = of(message).body();
    return body == null ? null : new String(body, UTF_8);
  }

  /** The first occurrences of each key's messages stand in the order in which they were sent. */
  void assertOrder(List<OutboundMessage> sent) {
    Map<String, Set<String>> sentByKey = new LinkedHashMap<>();
    Map<String, String> keyOf = new LinkedHashMap<>();
    for (OutboundMessage message : sent) {
      if (message.key() != null && has(message)) {
        sentByKey.computeIfAbsent(message.key(), key -> new LinkedHashSet<>()).add(message.id());
        keyOf.put(message.id(), message.key());
      }
    }
    Map<String, Set<String>> arrivedByKey = new LinkedHashMap<>();
    for (String id : first.keySet()) {
      String key = keyOf.get(id);
      if (key != null) {
        arrivedByKey.computeIfAbsent(key, each -> new LinkedHashSet<>()).add(id);
      }
    }
    sentByKey.forEach(
        (key, ids) ->
            assertThat(arrivedByKey.get(key))
                .as("first occurrences of the messages with key '%s', by id", key)
                .containsExactlyElementsOf(ids));
  }
}
