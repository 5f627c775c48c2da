package io.acsexport.core.redaction;

import java.util.Arrays;
import java.util.Collection;

/**
 * The secret names, and the names of the pairs in which a secret's name is a value, as a tree that
 * is walked one character at a time. Immutable.
 */
final class NameTrie {

  /** What a name that has been walked to its end is. */
  static final byte ORDINARY = 0;

  static final byte SECRET = 1;
  static final byte PAIR_KEY = 2;
  static final byte PAIR_VALUE = 3;

  static final int ROOT = 0;

  /** No name begins like this. */
  static final int NOWHERE = -1;

  private static final int WIDTH = 38;
  private static final byte[] COLUMN = new byte[128];

  static {
    Arrays.fill(COLUMN, (byte) -1);
    for (int c = 'a'; c <= 'z'; c++) {
      COLUMN[c] = (byte) (c - 'a');
      COLUMN[c - 'a' + 'A'] = (byte) (c - 'a');
    }
    for (int c = '0'; c <= '9'; c++) {
      COLUMN[c] = (byte) (26 + c - '0');
    }
    COLUMN['_'] = 36;
    COLUMN['-'] = 37;
  }

  private short[] next = new short[WIDTH * 64];
  private byte[] kind = new byte[64];
  private int size = 1;

  /** With names in lower case. */
  NameTrie(Collection<String> secrets) {
    Arrays.fill(next, (short) NOWHERE);
    add("key", PAIR_KEY);
    add("name", PAIR_KEY);
    add("value", PAIR_VALUE);
    secrets.forEach(name -> add(name, SECRET));
  }

  /** Where a character leads to. */
  int next(int state, int c) {
    if (state == NOWHERE || c >= 128 || COLUMN[c] < 0) {
      return NOWHERE;
    }
    return next[state * WIDTH + COLUMN[c]];
  }

  /** What the name walked so far is, if it ends here. */
  byte kind(int state) {
    return state == NOWHERE ? ORDINARY : kind[state];
  }

  /** Whether a character can stand in a secret name. */
  static boolean isNameCharacter(int c) {
    return c >= 0 && c < 128 && COLUMN[c] >= 0;
  }

  /** Upper case to lower case, all else as it is. */
  static int fold(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  private void add(String name, byte nameKind) {
    int state = ROOT;
    for (int i = 0; i < name.length(); i++) {
      int slot = state * WIDTH + COLUMN[name.charAt(i)];
      if (next[slot] == NOWHERE) {
        if (size == Short.MAX_VALUE) {
          throw new IllegalArgumentException("too many keys to mask: " + size + " characters");
        }
        ensureRoom();
        next[slot] = (short) size++;
      }
      state = next[slot];
    }
    kind[state] = nameKind;
  }

  private void ensureRoom() {
    if (size == kind.length) {
      kind = Arrays.copyOf(kind, size * 2);
      int used = next.length;
      next = Arrays.copyOf(next, size * 2 * WIDTH);
      Arrays.fill(next, used, next.length, (short) NOWHERE);
    }
  }
}
