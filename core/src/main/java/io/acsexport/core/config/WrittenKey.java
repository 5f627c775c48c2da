package io.acsexport.core.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as it stands in a file, before HOCON merges it with others.
 *
 * @param elements its path from the root of the file; a quoted key is one element, and the blocks
 *     of a list carry their index, as in {@code queues[0]}
 * @param ownLength how many of these stand in this very statement; the others are blocks around it
 * @param line where the key stands
 * @param valueLine where its value begins
 * @param form what kind of value follows
 * @param variable the name in a value that is nothing but {@code ${?name}}, else null
 */
record WrittenKey(
    List<String> elements,
    int ownLength,
    int line,
    int valueLine,
    Form form,
    @Nullable String variable) {

  /** The kinds of value that matter to us. */
  enum Form {
    /** A literal text, number or list. */
    LITERAL,
    /** A block in braces. */
    BLOCK,
    /** Begins with a substitution, which may stand for anything; or null. */
    OPEN
  }

  WrittenKey {
    elements = List.copyOf(elements);
  }

  /** The same key of a file that is included in this block. */
  WrittenKey within(List<String> block) {
    List<String> path = new ArrayList<>(block);
    path.addAll(elements);
    return new WrittenKey(path, ownLength, line, valueLine, form, variable);
  }

  /** The path with dots, whether it was written with dots, quotes or blocks. */
  String path() {
    return String.join(".", elements);
  }

  /** Whether the statement is {@code file = …} alone in its braces. */
  boolean isFileReference() {
    return ownLength == 1 && elements.get(elements.size() - 1).equals("file");
  }

  /** Whether this key lies below another one. */
  boolean isBelow(WrittenKey other) {
    int length = other.elements.size();
    return elements.size() > length && elements.subList(0, length).equals(other.elements);
  }

  /**
   * Whether it goes below another key by dots alone, and not by a block at that key, which may well
   * be meant to take its place.
   */
  boolean reachesBelow(WrittenKey other) {
    return isBelow(other) && elements.size() - ownLength < other.elements.size();
  }

  /** The path of this key, seen from the block in which another one stands. */
  String pathBeside(WrittenKey other) {
    int block = other.elements.size() - other.ownLength;
    return String.join(".", elements.subList(block, elements.size()));
  }
}
