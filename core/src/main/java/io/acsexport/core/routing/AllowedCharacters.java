package io.acsexport.core.routing;

import io.acsexport.transport.TemplateRules;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Replaces the characters of a value that a broker does not allow in a name. Thread-safe. */
final class AllowedCharacters {

  private static final int ASCII = 128;

  /** Null where every character may stand. */
  private final @Nullable Pattern one;

  private final boolean[] ascii = new boolean[ASCII];
  private final String replacement;

  AllowedCharacters(TemplateRules rules) {
    this.replacement = rules.replacement();
    this.one = rules.allowed().isEmpty() ? null : Pattern.compile("[" + rules.allowed() + "]");
    for (int c = 0; c < ASCII; c++) {
      ascii[c] = one == null || one.matcher(Character.toString(c)).matches();
    }
  }

  /** The same text, or a changed copy. */
  String apply(String value) {
    if (one == null) {
      return value;
    }
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      if (!isAllowed(one, c)) {
        return replaced(one, value, i);
      }
      i += Character.charCount(c);
    }
    return value;
  }

  private String replaced(Pattern pattern, String value, int from) {
    StringBuilder out = new StringBuilder(value.length() + 8).append(value, 0, from);
    for (int i = from; i < value.length(); ) {
      int c = value.codePointAt(i);
      if (isAllowed(pattern, c)) {
        out.appendCodePoint(c);
      } else {
        out.append(replacement);
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private boolean isAllowed(Pattern pattern, int c) {
    return c < ASCII ? ascii[c] : pattern.matcher(Character.toString(c)).matches();
  }
}
