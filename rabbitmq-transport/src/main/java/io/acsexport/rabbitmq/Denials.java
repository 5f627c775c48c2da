package io.acsexport.rabbitmq;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages whose routing key the broker's topic permissions refused.
 *
 * <p>Such a message is to blame only if the broker takes others: a permission taken away as a whole
 * must not pour the stream into the dead letters. So it stands accused until something else is
 * confirmed, in this or a later batch. Guarded by the session's lock.
 */
final class Denials {

  /** Bounds what is remembered of messages that never came again. */
  private static final int MOST_REMEMBERED = 10_000;

  /** A refused message and what the broker said. */
  record Accused(Publication publication, String reason) {}

  private final Map<Long, Long> confirmedBefore = new HashMap<>();
  private final Map<Long, Accused> accused = new LinkedHashMap<>();
  private long confirmed;

  /** The broker refused the message, which was under way alone. */
  void refused(Publication publication, String reason) {
    if (confirmedBefore.size() >= MOST_REMEMBERED) {
      confirmedBefore.clear();
    }
    long sequence = publication.message().sequence();
    confirmedBefore.putIfAbsent(sequence, confirmed);
    accused.put(sequence, new Accused(publication, reason));
  }

  /** The broker confirmed another message. */
  void confirmed() {
    confirmed++;
  }

  boolean isEmpty() {
    return accused.isEmpty();
  }

  /** Those that are to blame: something was confirmed since they were refused first. */
  List<Accused> takeGuilty() {
    List<Accused> guilty = new ArrayList<>();
    accused
        .entrySet()
        .removeIf(
            entry -> {
              Long before = confirmedBefore.get(entry.getKey());
              if (before == null || before >= confirmed) {
                return false;
              }
              guilty.add(entry.getValue());
              confirmedBefore.remove(entry.getKey());
              return true;
            });
    return guilty;
  }

  /** Those that nothing yet shows to be to blame; they are remembered in case they come again. */
  List<Accused> takeDoubtful() {
    List<Accused> doubtful = List.copyOf(accused.values());
    accused.clear();
    return doubtful;
  }
}
