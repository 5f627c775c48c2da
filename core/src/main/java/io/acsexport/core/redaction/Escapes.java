package io.acsexport.core.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for what is not plain text, such as characters of names that are written as {@code \}{@code
 * u0073}.
 */
final class Escapes {

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long BACKSLASHES = ONES * '\\';
  private static final long QUOTES = ONES * '"';
  private static final long EQUAL_SIGNS = ONES * '=';

  private Escapes() {}

  /**
   * Whether a letter, digit or other character of a name is escaped, or a backslash, behind which
   * the next level of escapes could begin. ACS escapes {@code = < > & '} in every text, so that the
   * mere escape says nothing.
   */
  static boolean mayHideName(byte[] body) {
    int at = nextBackslash(body, 0);
    while (at >= 0) {
      if (at + 6 <= body.length && body[at + 1] == 'u') {
        int c = 0;
        for (int i = at + 2; i < at + 6; i++) {
          int digit = hexDigit(body[i]);
          c = digit < 0 ? -1 : c << 4 | digit;
          if (c < 0) {
            break;
          }
        }
        if (c == '\\' || NameTrie.isNameCharacter(c)) {
          return true;
        }
      }
      at = nextBackslash(body, at + 1);
    }
    return false;
  }

  /** The character that JSON writes as a backslash and this one, or -1. */
  static int meaning(int c) {
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> -1;
    };
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hexDigit(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int folded = c | 0x20;
    return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
  }

  /** Where the next quote, backslash or {@code =} stands; the length where there is none. */
  static int nextSpecial(byte[] body, int from) {
    int at = from;
    while (at + Long.BYTES <= body.length) {
      long eight = (long) EIGHT_BYTES.get(body, at);
      long found = zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES) | zeros(eight ^ EQUAL_SIGNS);
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += Long.BYTES;
    }
    while (at < body.length && body[at] != '"' && body[at] != '\\' && body[at] != '=') {
      at++;
    }
    return at;
  }

  /** The high bit of each byte that is 0; of bytes above the first such one perhaps, too. */
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight & HIGH_BITS;
  }

  /** Whether nothing but blanks comes before the next colon. */
  static boolean isBeforeColon(byte[] body, int from) {
    int at = from;
    while (at < body.length
        && (body[at] == ' ' || body[at] == '\t' || body[at] == '\n' || body[at] == '\r')) {
      at++;
    }
    return at < body.length && body[at] == ':';
  }

  private static int nextBackslash(byte[] body, int from) {
    int at = from;
    while (at + Long.BYTES <= body.length) {
      long found = zeros((long) EIGHT_BYTES.get(body, at) ^ BACKSLASHES);
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += Long.BYTES;
    }
    while (at < body.length) {
      if (body[at] == '\\') {
        return at;
      }
      at++;
    }
    return -1;
  }
}
