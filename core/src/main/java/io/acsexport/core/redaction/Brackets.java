package io.acsexport.core.redaction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The objects and arrays that are open at one level of text, and the marks that end with them. */
final class Brackets {

  /** How deep they are followed. */
  static final int MAX_DEPTH = 1000;

  private @Nullable Mark[] marks = new @Nullable Mark[8];
  private int[] outerScopes = new int[8];
  private int depth;
  private int unfollowed;
  private int scope;

  void begin(int newScope) {
    scope = newScope;
    depth = 0;
    unfollowed = 0;
  }

  /** Identifies the innermost one. */
  int scope() {
    return scope;
  }

  /** Whether what opens now has to be masked as a whole, since it is not followed. */
  boolean isFull() {
    return depth == MAX_DEPTH && unfollowed == 0;
  }

  void open(@Nullable Mark mark, int newScope) {
    if (depth > MAX_DEPTH) {
      unfollowed++;
      return;
    }
    if (depth == marks.length) {
      marks = Arrays.copyOf(marks, depth * 2);
      outerScopes = Arrays.copyOf(outerScopes, depth * 2);
    }
    marks[depth] = mark;
    outerScopes[depth] = scope;
    depth++;
    scope = newScope;
  }

  /** Ends the innermost one; in broken text there may be none. */
  void close(int at) {
    if (unfollowed > 0) {
      unfollowed--;
    } else if (depth > 0) {
      depth--;
      scope = outerScopes[depth];
      Mark mark = marks[depth];
      if (mark != null) {
        mark.to = at;
      }
    }
  }

  /** The text is over, and with it all that is open. */
  void end(int at) {
    unfollowed = 0;
    while (depth > 0) {
      close(at);
    }
  }
}
