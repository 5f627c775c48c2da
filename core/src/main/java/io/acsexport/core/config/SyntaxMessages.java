package io.acsexport.core.config;

import com.typesafe.config.ConfigException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in our own words what HOCON could not read. Its own messages quote the file, and the text at
 * fault may be a password.
 */
final class SyntaxMessages {

  private static final Pattern RESERVED = Pattern.compile("Reserved character '(.)'");
  private static final Pattern UNEXPECTED =
      Pattern.compile("(?:got|token:|not:) (?:'([^\\w\\s])'|(end of file))");

  private static final String QUOTE = "put texts with special characters in double quotes";

  private SyntaxMessages() {}

  static String of(ConfigException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("include")) {
      return "after 'include' a file name in double quotes must follow: include \"other.conf\"";
    }
    if (message.contains("may not be followed by token")) {
      return "a key is followed by neither '=' nor '{'";
    }
    if (message.contains("'$' not followed by {")) {
      return "the character '$' cannot stand without quotes; " + QUOTE;
    }
    if (message.contains("was not closed with a }")) {
      return "a '${' is not closed by a '}'";
    }
    if (message.contains("unescaped") || message.contains("string quote was still open")) {
      return "a text in double quotes is not closed on its line";
    }
    if (message.contains("triple-quoted string")) {
      return "a text in triple quotes is not closed";
    }
    if (message.contains("valid escape sequence")) {
      return "a backslash in double quotes must be written twice";
    }
    if (message.contains("unbalanced close brace")) {
      return "this '}' closes nothing; is one too many, or a '{' missing?";
    }
    if (message.contains("Cannot concatenate")) {
      return "a text and a block or list stand beside each other in one value";
    }
    Matcher reserved = RESERVED.matcher(message);
    if (reserved.find()) {
      return "the character '" + reserved.group(1) + "' cannot stand without quotes; " + QUOTE;
    }
    Matcher unexpected = UNEXPECTED.matcher(message);
    if (unexpected.find()) {
      return unexpected.group(2) != null
          ? "the file ends inside a block or list; a '}' or ']' is missing"
          : "the character '" + unexpected.group(1) + "' is not expected here; " + QUOTE;
    }
    return "this is not HOCON; " + QUOTE;
  }
}
