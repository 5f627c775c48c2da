package io.acsexport.core.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Patterns of {@code *} and {@code ?}, matched without regard to case. */
final class Glob {

  private Glob() {}

  /** The first of the patterns that matches, or null. */
  static @Nullable String firstMatch(List<String> patterns, String text) {
    for (int i = 0; i < patterns.size(); i++) {
      if (matches(patterns.get(i), text)) {
        return patterns.get(i);
      }
    }
    return null;
  }

  /** Goes back to the last star only, so the time is at most pattern length times text length. */
  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && fits(pattern.charAt(p), text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean fits(char wanted, char found) {
    return wanted == '?'
        || wanted == found
        || Character.toLowerCase(wanted) == Character.toLowerCase(found);
  }
}
