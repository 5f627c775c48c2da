package io.acsexport.core.redaction;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Writes random JSON twice at the same time: with secrets, and as it must look without. Blanks,
 * escapes and JSON inside strings vary from case to case.
 */
final class RandomJson {

  /** A document and its expected form. */
  record Pair(String body, String expected) {}

  static final List<String> SECRETS =
      List.of("password", "sessionkey", "apikey", "secretkey", "token", "ipsecpsk", "userdata");

  private static final List<String> ORDINARY =
      List.of("id", "passwordenabled", "a b", "", "details[0].x", "Tok", "q\"k", "\u00fc", "x.y");
  private static final String CHARACTERS = "abc XYZ019{}[]:,\"\\/\n\t\u00e9\u20ac<>&'=.-_";
  private static final int MAX_DEPTH = 4;
  private static final int MAX_NESTING = 4;

  private final Random random;
  private final StringBuilder body = new StringBuilder();
  private final StringBuilder expected = new StringBuilder();

  /** Which characters are written as a Unicode escape: the same ones throughout a document. */
  private final int escapeStyle;

  private final boolean blanks;
  private final int nesting;

  private RandomJson(Random random, int nesting) {
    this.random = random;
    this.nesting = nesting;
    this.escapeStyle = random.nextInt(4) == 0 ? random.nextInt(64) : -1;
    this.blanks = random.nextInt(3) == 0;
  }

  static Pair document(Random random) {
    return document(random, 0);
  }

  private static Pair document(Random random, int nesting) {
    RandomJson json = new RandomJson(random, nesting);
    if (random.nextInt(4) == 0) {
      json.array(0);
    } else {
      json.object(0);
    }
    return new Pair(json.body.toString(), json.expected.toString());
  }

  private void object(int depth) {
    both("{");
    int members = random.nextInt(5);
    for (int i = 0; i < members; i++) {
      if (i > 0) {
        both(",");
      }
      switch (random.nextInt(5)) {
        case 0 -> secretMember(depth);
        case 1 -> pair(i, depth);
        default -> {
          both(string(ORDINARY.get(random.nextInt(ORDINARY.size()))));
          both(":");
          value(depth + 1);
        }
      }
    }
    both("}");
  }

  private void secretMember(int depth) {
    String name = anyCase(SECRETS.get(random.nextInt(SECRETS.size())));
    both(string(random.nextInt(3) == 0 ? "details[" + depth + "]." + name : name));
    both(":");
    masked(depth);
  }

  /** Two members of one object, whose numbered prefix no other member has. */
  private void pair(int number, int depth) {
    boolean secret = random.nextBoolean();
    String prefix = "p" + number + "[0].";
    Runnable key =
        () -> {
          both(string(prefix + (random.nextBoolean() ? "key" : "name")));
          both(":");
          both(string(secret ? anyCase(SECRETS.get(0)) : "colour"));
        };
    Runnable value =
        () -> {
          both(string(prefix + "value"));
          both(":");
          if (secret) {
            masked(depth);
          } else {
            value(depth + 1);
          }
        };
    boolean keyFirst = random.nextBoolean();
    (keyFirst ? key : value).run();
    both(",");
    (keyFirst ? value : key).run();
  }

  private void masked(int depth) {
    int length = expected.length();
    value(depth + 1);
    expected.setLength(length);
    blank(expected);
    expected.append("\"****\"");
  }

  private void value(int depth) {
    int kind = random.nextInt(depth < MAX_DEPTH ? 10 : 7);
    switch (kind) {
      case 0 -> both(Integer.toString(random.nextInt(100_000)));
      case 1 -> both(List.of("true", "false", "null", "-1.5E3").get(random.nextInt(4)));
      case 2, 3, 4 -> both(string(text()));
      case 5, 6 -> nested();
      case 7 -> array(depth);
      default -> object(depth);
    }
  }

  private void array(int depth) {
    both("[");
    int values = random.nextInt(4);
    for (int i = 0; i < values; i++) {
      if (i > 0) {
        both(",");
      }
      value(depth + 1);
    }
    both("]");
  }

  private void nested() {
    if (nesting == MAX_NESTING) {
      both("0");
      return;
    }
    Pair inner = document(random, nesting + 1);
    blank(body);
    blank(expected);
    body.append(string(inner.body()));
    expected.append(string(inner.expected()));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(20);
    for (int i = 0; i < length; i++) {
      text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    return text.toString();
  }

  private String anyCase(String name) {
    return switch (random.nextInt(3)) {
      case 0 -> name.toUpperCase(Locale.ROOT);
      case 1 -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      default -> name;
    };
  }

  private String string(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '*' && escapeStyle >= 0 && (c * 31 ^ escapeStyle) % 5 == 0) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        switch (c) {
          case '"', '\\' -> out.append('\\').append(c);
          case '\n' -> out.append("\\n");
          case '\t' -> out.append("\\t");
          default -> out.append(c);
        }
      }
    }
    return out.append('"').toString();
  }

  private void both(String token) {
    blank(body);
    blank(expected);
    body.append(token);
    expected.append(token);
  }

  private void blank(StringBuilder out) {
    if (blanks) {
      out.append(" \t");
    }
  }
}
