package io.acsexport.kafka;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the setting an operator may have meant. */
final class NativeKeys {

  /** More changed characters than this are another word, not a slip. */
  private static final int MOST_CHANGES = 3;

  private NativeKeys() {}

  /** The known key nearest to one that is unknown, or null where none is near. */
  static @Nullable String nearest(String unknown, Set<String> known) {
    String best = null;
    int least = MOST_CHANGES + 1;
    for (String candidate : known) {
      int changes = changes(unknown, candidate);
      if (changes < least) {
        least = changes;
        best = candidate;
      }
    }
    return best;
  }

  /** Levenshtein's distance; {@code _} and case count as slips too. */
  private static int changes(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
        current[column] = Math.min(replaced, Math.min(above[column], current[column - 1]) + 1);
      }
      above = current;
    }
    return above[to.length()];
  }
}
