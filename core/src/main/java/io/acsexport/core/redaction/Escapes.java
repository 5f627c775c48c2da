package io.acsexport.core.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for characters of names that are written as {@code \}{@code u0073}. */
final class Escapes {

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long BACKSLASHES = ONES * '\\';

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

  /** The value of a hexadecimal digit, or -1. */
  static int hexDigit(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int folded = c | 0x20;
    return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
  }

  private static int nextBackslash(byte[] body, int from) {
    int at = from;
    while (at + Long.BYTES <= body.length) {
      long zeroWhereFound = (long) EIGHT_BYTES.get(body, at) ^ BACKSLASHES;
      long found = (zeroWhereFound - ONES) & ~zeroWhereFound & HIGH_BITS;
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
