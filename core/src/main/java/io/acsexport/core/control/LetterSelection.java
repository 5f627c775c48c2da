package io.acsexport.core.control;

import io.acsexport.core.deadletter.StoredDeadLetter;
import io.acsexport.core.event.CorruptEventException;
import io.acsexport.core.event.EventCodec;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those that fulfil all of what is given.
 *
 * @param names numbers or event ids, any of which will do; empty where these do not matter
 * @param before those given up before this time; null where that does not matter
 * @param code label of the failure code; null where that does not matter
 */
public record LetterSelection(Set<String> names, @Nullable Instant before, @Nullable String code)
    implements Predicate<StoredDeadLetter> {

  /** Copies the names. */
  public LetterSelection {
    names = Set.copyOf(names);
  }

  /** Every one. */
  public static LetterSelection all() {
    return new LetterSelection(Set.of(), null, null);
  }

  @Override
  public boolean test(StoredDeadLetter stored) {
    return (before == null || stored.letter().failedAt().isBefore(before))
        && (code == null || stored.letter().failure().code().label().equals(code))
        && (names.isEmpty() || isNamed(stored));
  }

  private boolean isNamed(StoredDeadLetter stored) {
    if (names.contains(Long.toString(stored.number()))) {
      return true;
    }
    try {
      return names.contains(EventCodec.decode(stored.letter().record().payload()).id());
    } catch (CorruptEventException unreadable) {
      return false;
    }
  }
}
