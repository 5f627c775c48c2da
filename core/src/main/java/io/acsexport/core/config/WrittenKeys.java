package io.acsexport.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import io.acsexport.core.config.WrittenKey.Form;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the keys of a HOCON text as they were written. HOCON's own parser merges them while it
 * reads and shows only the outcome: which values it dropped on the way, and whether {@code a.file =
 * x} was meant as the key {@code a.file} or as {@code a { file = x }}, cannot be seen afterwards.
 *
 * <p>Expects text that HOCON's parser accepted; on any other it finds something or nothing, but
 * ends.
 */
final class WrittenKeys {

  private static final Pattern OPTIONAL = Pattern.compile("\\$\\{\\?([^}]+)}");
  private static final String INCLUDE = "include";
  private static final Pattern DIRECTIVE = Pattern.compile(INCLUDE + "\\s+[\"a-z]");
  private static final char END = 0;

  private final String text;
  private final List<WrittenKey> found = new ArrayList<>();
  private final List<WrittenInclude> includes = new ArrayList<>();
  private final List<Integer> bareIncludes = new ArrayList<>();
  private int at;
  private int line = 1;

  private WrittenKeys(String text) {
    this.text = text;
  }

  /** Scans a text. */
  static WrittenKeys of(String text) {
    WrittenKeys keys = new WrittenKeys(text);
    keys.skipBetween();
    if (keys.peek() == '{') {
      keys.next();
    }
    keys.block(List.of());
    return keys;
  }

  /** The keys, those inside a block before the block's own. */
  List<WrittenKey> found() {
    return Collections.unmodifiableList(found);
  }

  /** The directives that include a file, in the order in which HOCON's parser meets them. */
  List<WrittenInclude> includes() {
    return Collections.unmodifiableList(includes);
  }

  /**
   * The text with quotes around the keys {@code include}, as in {@code include { category = [a] }}:
   * HOCON takes that word for its directive, which cannot be followed by a block. Lines stay where
   * they are.
   */
  String withQuotedIncludes() {
    StringBuilder quoted = new StringBuilder(text);
    for (int i = bareIncludes.size() - 1; i >= 0; i--) {
      int start = bareIncludes.get(i);
      quoted.replace(start, start + INCLUDE.length(), '"' + INCLUDE + '"');
    }
    return quoted.toString();
  }

  private void block(List<String> path) {
    while (skipBetween() && peek() != '}') {
      int before = at;
      statement(path);
      if (at == before) {
        next();
      }
    }
    next();
  }

  private void statement(List<String> path) {
    int keyLine = line;
    int keyStart = at;
    List<String> own = key();
    switch (peek()) {
      case '=', ':' -> next();
      case '+' -> {
        next();
        next();
      }
      case '{' -> {}
      default -> {
        if (DIRECTIVE.matcher(text).region(keyStart, text.length()).lookingAt()) {
          includes.add(new WrittenInclude(path, keyLine));
        }
        return;
      }
    }
    if (text.startsWith(INCLUDE, keyStart) && own.equals(List.of(INCLUDE))) {
      bareIncludes.add(keyStart);
    }
    skipBetween();
    int valueLine = line;
    int start = at;
    List<String> elements = new ArrayList<>(path);
    elements.addAll(own);
    boolean block = value(elements);
    String raw = text.substring(start, at).strip();
    Form form = Form.LITERAL;
    if (raw.startsWith("${") || raw.equals("null")) {
      form = Form.OPEN;
    } else if (block) {
      form = Form.BLOCK;
    }
    Matcher variable = OPTIONAL.matcher(raw);
    found.add(
        new WrittenKey(
            elements,
            own.size(),
            keyLine,
            valueLine,
            form,
            variable.matches() ? variable.group(1) : null));
  }

  private List<String> key() {
    int start = at;
    while ("=:{}+,\n".indexOf(peek()) < 0 && peek() != END && !atComment()) {
      if (peek() == '"') {
        quoted();
      } else {
        next();
      }
    }
    String raw = text.substring(start, at).strip();
    try {
      return ConfigUtil.splitPath(raw);
    } catch (ConfigException notAPath) {
      return List.of(raw);
    }
  }

  /** Passes a value; tells whether it held a block. */
  private boolean value(List<String> path) {
    boolean block = false;
    while ("\n,}]".indexOf(peek()) < 0 && peek() != END && !atComment()) {
      switch (peek()) {
        case '{' -> {
          next();
          block(path);
          block = true;
        }
        case '[' -> {
          next();
          list(path);
        }
        case '"' -> quoted();
        case '$' -> substitution();
        default -> next();
      }
    }
    return block;
  }

  private void list(List<String> path) {
    List<String> element = new ArrayList<>(path);
    int last = path.size() - 1;
    for (int index = 0; skipBetween() && peek() != ']'; index++) {
      element.set(last, path.get(last) + "[" + index + "]");
      int before = at;
      value(element);
      if (at == before) {
        next();
      }
    }
    next();
  }

  private void substitution() {
    int close = text.startsWith("${", at) ? text.indexOf('}', at) : -1;
    at = close < 0 ? at + 1 : close + 1;
  }

  private void quoted() {
    if (text.startsWith("\"\"\"", at)) {
      int close = text.indexOf("\"\"\"", at + 3);
      int end = close < 0 ? text.length() : close + 3;
      while (at < end || peek() == '"') {
        next();
      }
      return;
    }
    next();
    while (peek() != '"' && peek() != END) {
      if (peek() == '\\') {
        next();
      }
      next();
    }
    next();
  }

  /** Passes what may stand between statements; false at the end of the text. */
  private boolean skipBetween() {
    while (peek() != END) {
      if (atComment()) {
        while (peek() != '\n' && peek() != END) {
          next();
        }
      } else if (peek() == ',' || peek() == '\uFEFF' || isBlank(peek())) {
        next();
      } else {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private boolean atComment() {
    return peek() == '#' || text.startsWith("//", at);
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private void next() {
    if (at < text.length() && text.charAt(at++) == '\n') {
      line++;
    }
  }
}
