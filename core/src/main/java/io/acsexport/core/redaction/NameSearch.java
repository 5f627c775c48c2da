package io.acsexport.core.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The quick look: whether one of the names can occur in a body at all, as it stands or with some of
 * its characters escaped. It may say yes too often, never no.
 *
 * <p>Names are found with the algorithm of Wu and Manber: the last two bytes of a window as wide as
 * the shortest name tell how far the window can move on.
 */
final class NameSearch {

  private static final int TABLE_SIZE = 4096;
  private static final byte[][] NONE = {};

  private final int window;
  private final byte[] shift = new byte[TABLE_SIZE];

  /** The names whose first {@code window} bytes end in the two bytes of the slot. */
  private final byte[][][] candidates = new byte[TABLE_SIZE][][];

  /** With names in lower case. */
  NameSearch(Collection<String> names) {
    int shortest = names.stream().mapToInt(String::length).min().orElse(0);
    this.window = Math.min(shortest, Byte.MAX_VALUE);
    Arrays.fill(shift, (byte) Math.max(1, window - 1));
    Arrays.fill(candidates, NONE);
    for (String name : names) {
      add(name.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void add(byte[] name) {
    for (int end = 1; end < window; end++) {
      int slot = slot(name[end - 1], name[end]);
      shift[slot] = (byte) Math.min(shift[slot], window - 1 - end);
    }
    if (window >= 2) {
      int slot = slot(name[window - 2], name[window - 1]);
      List<byte[]> more = new ArrayList<>(List.of(candidates[slot]));
      more.add(name);
      candidates[slot] = more.toArray(NONE);
    }
  }

  boolean mayContainName(byte[] body) {
    // A name of one letter leaves nothing to be quick with.
    return window < 2 || containsName(body) || Escapes.mayHideName(body);
  }

  private boolean containsName(byte[] body) {
    int end = window - 1;
    while (end < body.length) {
      int slot = slot(body[end - 1], body[end]);
      int move = shift[slot];
      if (move == 0) {
        for (byte[] name : candidates[slot]) {
          if (isAt(body, end - window + 1, name)) {
            return true;
          }
        }
        move = 1;
      }
      end += move;
    }
    return false;
  }

  private static boolean isAt(byte[] body, int from, byte[] name) {
    if (body.length - from < name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (NameTrie.fold(body[from + i]) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** The bit that tells upper from lower case is left out. */
  private static int slot(byte first, byte second) {
    return ((first & 0xDF) << 5 ^ (second & 0xDF)) & (TABLE_SIZE - 1);
  }
}
