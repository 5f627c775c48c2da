package io.acsexport.cli.cloudstack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value as it stands in a file of CloudStack's. May be a secret: {@link #toString} shows none.
 *
 * @param text as written, entities resolved; for a reference the bean it names
 * @param form what kind of value it is
 */
public record PropertyValue(String text, Form form) {

  private static final Pattern ENCRYPTED = Pattern.compile("\\s*ENC\\(.*\\)\\s*", Pattern.DOTALL);
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}:]*)[^}]*}");
  private static final Pattern EXPRESSION = Pattern.compile("#\\{[^}]*}");

  /** Kinds of values. */
  public enum Form {
    /** A text. */
    TEXT,
    /** The name of another bean. */
    REFERENCE,
    /** A list, a map or a bean of its own. */
    STRUCTURE
  }

  /** A text. */
  public static PropertyValue of(String text) {
    return new PropertyValue(text, Form.TEXT);
  }

  /** Why its meaning is known to CloudStack alone, as the end of a sentence; else null. */
  public @Nullable String obstacle() {
    if (form == Form.REFERENCE) {
      return "a reference to the bean '" + text + "'";
    }
    if (form == Form.STRUCTURE) {
      return "not a plain text";
    }
    if (ENCRYPTED.matcher(text).matches()) {
      return "encrypted, ENC(…)";
    }
    Matcher placeholder = PLACEHOLDER.matcher(text);
    if (placeholder.find()) {
      // What follows a colon is the default, which may be the secret itself.
      return "the placeholder ${" + placeholder.group(1) + "}";
    }
    return EXPRESSION.matcher(text).find() ? "an expression, #{…}" : null;
  }

  @Override
  public String toString() {
    return form + " of " + text.length() + " characters";
  }
}
