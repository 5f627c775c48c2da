package io.acsexport.core.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name that somebody may have meant. */
final class NearestName {

  private NearestName() {}

  /** {@code ; did you mean 'max-size'?}, or nothing where no name is near. */
  static String hint(String written, Collection<String> known) {
    String nearest = of(written, known);
    return nearest == null ? "" : "; did you mean '" + nearest + "'?";
  }

  /** The nearest of the known names, or null where none is near enough to be meant. */
  static @Nullable String of(String written, Collection<String> known) {
    String word = plain(written);
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String name : known) {
      String candidate = plain(name);
      int allowed = Math.max(1, Math.min(word.length(), candidate.length()) / 3);
      int distance = distance(word, candidate);
      if (distance <= allowed && distance < least) {
        nearest = name;
        least = distance;
      }
    }
    return nearest;
  }

  /** Camel case, underscores and dots are the usual slips. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
  }

  /** Insertions, deletions, replacements and swaps of neighbours that turn one into the other. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
