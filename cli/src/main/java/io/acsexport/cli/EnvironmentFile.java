package io.acsexport.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file from which systemd gives the management server its environment, so that a variable
 * in the configuration means the same here as there. Understands what systemd does: comments,
 * quotes, backslashes, and lines that go on in the next.
 */
final class EnvironmentFile {

  static final String DEFAULT = "/etc/default/cloudstack-management";

  /** Set where the process that started this one has read the file already. */
  static final String COMPLETE = "ACS_EXPORT_ENVIRONMENT_COMPLETE";

  private static final int LONGEST = 1 << 20;

  private EnvironmentFile() {}

  /**
   * Variables of the file over those given.
   *
   * @param named the file, which then has to be there; null for the default one
   */
  static Map<String, String> over(Map<String, String> environment, @Nullable Path named)
      throws CommandException {
    Path file = named != null ? named : Path.of(DEFAULT);
    Map<String, String> all = new HashMap<>(environment);
    if (all.containsKey(COMPLETE) || (named == null && !Files.isReadable(file))) {
      return all;
    }
    try {
      if (Files.size(file) > LONGEST) {
        throw new CommandException(ExitCode.NO_INPUT, file + " is too long for such a file.");
      }
      all.putAll(parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
      return all;
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.NO_INPUT,
          "The environment file cannot be read: " + SafeText.oneLine(e + "."),
          e);
    }
  }

  static Map<String, String> parse(String text) {
    Map<String, String> variables = new HashMap<>();
    int at = 0;
    while (at < text.length()) {
      StringBuilder name = new StringBuilder();
      while (at < text.length() && "=\n".indexOf(text.charAt(at)) < 0) {
        name.append(text.charAt(at++));
      }
      String key = name.toString().strip();
      boolean comment = key.startsWith("#") || key.startsWith(";");
      if (comment || at == text.length() || text.charAt(at) == '\n') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
        continue;
      }
      StringBuilder value = new StringBuilder();
      at = value(text, at + 1, value);
      if (key.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        variables.put(key, value.toString());
      }
    }
    return variables;
  }

  /** Reads a value up to the end of its line; returns where the next line begins. */
  private static int value(String text, int from, StringBuilder value) {
    char quote = 0;
    int kept = 0; // blanks at the end that were quoted stay
    int at = from;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\' && quote != '\'' && at + 1 < text.length()) {
        char next = text.charAt(++at);
        if (next != '\n') {
          value.append(next);
          kept = value.length();
        }
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        kept = value.length();
      } else if (c == '\n' && quote == 0) {
        at++;
        break;
      } else if (quote != 0 || value.length() > 0 || !Character.isWhitespace(c)) {
        value.append(c);
        kept = quote != 0 || !Character.isWhitespace(c) ? value.length() : kept;
      }
    }
    value.setLength(kept);
    return at;
  }
}
