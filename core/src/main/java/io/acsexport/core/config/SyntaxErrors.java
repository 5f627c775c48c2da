package io.acsexport.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The syntax errors of one file. HOCON's parser stops at the first. Here the line at fault is
 * emptied and the rest tried again, where that cannot make errors of its own: the line opens and
 * closes nothing, and no value runs into it or out of it.
 */
final class SyntaxErrors {

  /** One of them; line 0 means the file as a whole. */
  record Found(int line, String message) {}

  private static final int MOST = 20;
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern COMMENT = Pattern.compile("(?:#|//).*");
  private static final Pattern VALUE_FOLLOWS = Pattern.compile("[=:]\\s*$");

  private final ConfigParseOptions options;
  private final List<String> lines;
  private final List<Found> found = new ArrayList<>();

  private SyntaxErrors(String text, ConfigSyntax syntax, ConfigIncluder includes) {
    options =
        ConfigParseOptions.defaults()
            .setSyntax(syntax)
            .setOriginDescription(Sources.mark(0))
            .setIncluder(includes);
    lines = new ArrayList<>(text.lines().toList());
  }

  /**
   * Looks for them.
   *
   * @param includes is asked for each included file, maybe several times
   */
  static SyntaxErrors of(String text, ConfigSyntax syntax, ConfigIncluder includes) {
    SyntaxErrors errors = new SyntaxErrors(text, syntax, includes);
    errors.find();
    return errors;
  }

  /** By line. */
  List<Found> found() {
    return Collections.unmodifiableList(found);
  }

  /** What is left of the text, with every line where it was. */
  String readable() {
    return String.join("\n", lines);
  }

  private void find() {
    int done = 0;
    ConfigException error = parse();
    while (error != null) {
      int line = line(error);
      // Some are noticed only when their line is over, and all empty ones behind it.
      int culprit = neighbour(Math.min(line, lines.size() + 1) - 1, -1) + 1;
      boolean alone = culprit > done && isAlone(culprit, error);
      if (!alone) {
        culprit = line;
        alone = culprit > done && isAlone(culprit, error);
      }
      found.add(new Found(culprit, SyntaxMessages.of(error)));
      if (!alone || found.size() == MOST) {
        lines.clear();
        return;
      }
      lines.set(culprit - 1, "");
      done = culprit;
      error = parse();
    }
  }

  /** Whether the error is gone without the line, and none has come about before it. */
  private boolean isAlone(int candidate, ConfigException error) {
    if (candidate > lines.size() || !standsForItself(candidate - 1)) {
      return false;
    }
    String kept = lines.set(candidate - 1, "");
    ConfigException next = parse();
    lines.set(candidate - 1, kept);
    return next == null
        || line(next) > line(error)
        || (line(next) == line(error) && !SyntaxMessages.of(next).equals(SyntaxMessages.of(error)));
  }

  private boolean standsForItself(int index) {
    String line = lines.get(index);
    String bare = bare(line);
    int open = bare.indexOf('"');
    String unquoted = open < 0 ? bare : bare.substring(0, open);
    String rest = open < 0 ? "" : bare.substring(open);
    return !line.contains("\"\"\"")
        && isBalanced(unquoted)
        && rest.chars().noneMatch(c -> "{}[]".indexOf(c) >= 0)
        && !VALUE_FOLLOWS.matcher(bare).find()
        && !VALUE_FOLLOWS.matcher(bareAt(neighbour(index, -1))).find()
        && !bareAt(neighbour(index, 1)).stripLeading().startsWith(",");
  }

  private static boolean isBalanced(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      }
      if (depth < 0) {
        return false;
      }
    }
    return depth == 0;
  }

  /** The index of the next line in that direction that says something; else beyond the text. */
  private int neighbour(int index, int step) {
    int other = index + step;
    while (other >= 0 && other < lines.size() && bareAt(other).isBlank()) {
      other += step;
    }
    return other;
  }

  private String bareAt(int index) {
    return index < 0 || index >= lines.size() ? "" : bare(lines.get(index));
  }

  private static String bare(String line) {
    return COMMENT.matcher(TEXT.matcher(line).replaceAll("x")).replaceFirst("");
  }

  private @Nullable ConfigException parse() {
    String text = readable();
    try {
      ConfigFactory.parseString(
          options.getSyntax() == ConfigSyntax.CONF
              ? WrittenKeys.of(text).withQuotedIncludes()
              : text,
          options);
      return null;
    } catch (ConfigException e) {
      return e;
    }
  }

  private static int line(ConfigException error) {
    Position position = Sources.positionOf(error.origin());
    return position == null ? 0 : position.line();
  }
}
