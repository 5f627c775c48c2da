package io.acsexport.testing.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the published event that a masked message stands for, where nobody knows beforehand which
 * values are secrets: every byte outside the masks has to be the published one's.
 */
public final class Unmasking {

  // The mask with the quotes around it, however deeply they are escaped: a number has none before.
  private static final Pattern MASK = Pattern.compile("(?:\\\\*\")?\\*{4}(?:\\\\*\")?");

  private final Map<@Nullable String, List<String>> bodies = new HashMap<>();

  /** Of these events, unmasked as they were published. */
  public Unmasking(List<Expected> published) {
    for (Expected event : published) {
      if (event.body() != null) {
        bodies.computeIfAbsent(event.key(), unused -> new ArrayList<>()).add(event.body());
      }
    }
  }

  /** The message with the body as published; the message itself where it fits none. */
  public Arrived undo(Arrived message) {
    String body = message.body();
    if (body == null || !body.contains("****")) {
      return message;
    }
    for (String published : bodies.getOrDefault(message.key(), List.of())) {
      if (fits(body, published)) {
        return new Arrived(message.key(), published, message.headers(), message.routingKey());
      }
    }
    return message;
  }

  private static boolean fits(String masked, String published) {
    String[] kept = MASK.split(masked, -1);
    int last = kept.length - 1;
    if (!published.startsWith(kept[0])) {
      return false;
    }
    int at = kept[0].length();
    for (int i = 1; i < last; i++) {
      int found = published.indexOf(kept[i], at);
      if (found < 0) {
        return false;
      }
      at = found + kept[i].length();
    }
    return published.endsWith(kept[last]) && published.length() - kept[last].length() >= at;
  }
}
