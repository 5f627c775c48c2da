package io.acsexport.core.redaction;

import org.jspecify.annotations.Nullable;

/**
 * Reads one level of text: the body itself, or what a string of the level above holds once its
 * escapes are resolved. Characters are pushed in one at a time, each with the range of the body it
 * is written in; a level pushes the characters of its strings into the level below. So one pass
 * serves all levels, and a mask is put where the value stands in the body.
 *
 * <p>It is no parser: it follows quotes, brackets, colons and commas, and finds its feet again in
 * text that is broken or cut off at either end.
 *
 * <ul>
 *   <li>A quote where no string can begin, such as one behind a letter, ends a string whose
 *       beginning was not seen; what stood before it is its content.
 *   <li>A backslash outside of strings shows that this is the inside of one.
 *   <li>What has not ended when the text ends, ends there.
 * </ul>
 */
final class TextLevel {

  /** Strings within strings that are looked into; real events have two or three. */
  static final int MAX_LEVELS = 8;

  /** Not a name, or no name any more; else one of the kinds of {@link NameTrie}. */
  private static final byte NO_NAME = -1;

  private static final int TEXT_BEGIN = 0;
  private static final int NO_ESCAPE = 0;
  private static final int BACKSLASH = 1;
  private static final int LAST_HEX_DIGIT = 5;

  private final int level;
  private final byte[] body;
  private final NameTrie names;
  private final Marks marks;
  private final NameRun run;
  private final Brackets brackets = new Brackets();
  private @Nullable TextLevel below;

  /** The last character outside of strings that was no blank. */
  private int previous;

  private byte name;
  private long namePrefix;
  private int quoteFrom;
  private int quoteTo;

  /** What the coming value belongs to, behind a name and its colon. */
  private byte pending;

  private long pendingPrefix;
  private @Nullable Mark bareValue;
  private @Nullable Mark queryValue;

  private boolean inString;
  private int stringFrom;

  /** How far the run has seen the string: of the body itself more may have been passed over. */
  private int runAt;

  private byte stringOf;
  private long stringPrefix;
  private @Nullable Mark stringValue;
  private boolean belowIsReading;
  private boolean unseen;

  private int escape;
  private int escapeFrom;
  private int escaped;

  private TextLevel(int level, byte[] body, NameTrie names, Marks marks) {
    this.level = level;
    this.body = body;
    this.names = names;
    this.marks = marks;
    this.run = new NameRun(names);
  }

  /** Finds what is to be masked in a body. */
  static void scan(byte[] body, NameTrie names, Marks marks) {
    TextLevel top = new TextLevel(0, body, names, marks);
    top.begin();
    for (int at = 0; at < body.length; at = top.passOver(at + 1)) {
      top.accept(body[at] & 0xFF, at, at + 1);
    }
    top.end(body.length);
  }

  private void begin() {
    previous = TEXT_BEGIN;
    name = NO_NAME;
    pending = NO_NAME;
    quoteFrom = level == 0 ? Mark.PLAIN_QUOTE : 0;
    quoteTo = 0;
    bareValue = null;
    queryValue = null;
    inString = false;
    escape = NO_ESCAPE;
    run.begin(false);
    brackets.begin(marks.newScope());
  }

  /**
   * Passes over what changes nothing but the name that a string may be, which {@link #catchUp}
   * looks at where it matters. Most of a body is inside of strings that are no names.
   */
  private int passOver(int at) {
    return inString && escape == NO_ESCAPE && !belowIsReading ? Escapes.nextSpecial(body, at) : at;
  }

  /** Lets the run see what was passed over, which happens at the first level only. */
  private void catchUp(int to) {
    for (; level == 0 && runAt < to; runAt++) {
      run.step(body[runAt] & 0xFF);
    }
  }

  private void accept(int c, int from, int to) {
    if (escape != NO_ESCAPE && continueEscape(c, to)) {
      return;
    }
    if (!inString) {
      outside(c, from, to);
    } else if (c == '"') {
      closeString(from, to);
    } else if (c == '\\') {
      beginEscape(from);
    } else {
      inside(c, from, to, false);
    }
  }

  private void end(int at) {
    if (inString) {
      closeString(at, at);
    }
    endBareValue(at);
    endQueryValue(at);
    brackets.end(at);
  }

  private void outside(int c, int from, int to) {
    if (queryValue != null) {
      if (c != '&') {
        return;
      }
      endQueryValue(from);
    }
    switch (c) {
      case '"' -> {
        endBareValue(from);
        if (canOpenString()) {
          openString(to);
        } else {
          endName(from, to);
        }
      }
      case '\\' -> resumeString(from);
      case ' ', '\t', '\n', '\r' -> {
        endBareValue(from);
        run.step(c);
      }
      case ':' -> {
        pending = name;
        pendingPrefix = namePrefix;
        structure(c);
      }
      case ',' -> {
        endBareValue(from);
        pending = NO_NAME;
        structure(c);
      }
      case '{', '[' -> {
        endBareValue(from);
        openBracket(from);
        structure(c);
      }
      case '}', ']' -> {
        endBareValue(from);
        brackets.close(to);
        pending = NO_NAME;
        structure(c);
      }
      default -> {
        beginBareValue(from);
        if (c == '=' && run.kind() == NameTrie.SECRET) {
          queryValue = marks.add(new Mark(to, 0, 0, false, 0));
        }
        name = NO_NAME;
        run.step(c);
        previous = c;
      }
    }
  }

  private void structure(int c) {
    name = NO_NAME;
    run.begin(false);
    previous = c;
  }

  private boolean canOpenString() {
    return switch (previous) {
      case TEXT_BEGIN, '{', '[', ',', ':', '=', '(' -> true;
      default -> false;
    };
  }

  private void openBracket(int from) {
    @Nullable Mark mark = markForPending(from, quoteFrom, quoteTo);
    if (mark == null && brackets.isFull()) {
      mark = marks.add(new Mark(from, quoteFrom, quoteTo, false, 0));
    }
    brackets.open(mark, marks.newScope());
  }

  private void beginBareValue(int from) {
    if (bareValue == null) {
      bareValue = markForPending(from, quoteFrom, quoteTo);
    }
  }

  private void endBareValue(int at) {
    if (bareValue != null) {
      bareValue.to = at;
      bareValue = null;
    }
  }

  private void endQueryValue(int at) {
    if (queryValue != null) {
      queryValue.to = at;
      queryValue = null;
    }
  }

  /** A value begins: the mark for it where it is secret or may turn out to be. */
  private @Nullable Mark markForPending(int from, int markQuoteFrom, int markQuoteTo) {
    byte owner = pending;
    pending = NO_NAME;
    return switch (owner) {
      case NameTrie.SECRET -> marks.add(new Mark(from, markQuoteFrom, markQuoteTo, false, 0));
      case NameTrie.PAIR_VALUE ->
          marks.add(new Mark(from, markQuoteFrom, markQuoteTo, true, pair(pendingPrefix)));
      default -> null;
    };
  }

  /** Members of one object whose names differ in the last part only make a pair. */
  private long pair(long prefix) {
    return prefix * 31 + brackets.scope();
  }

  private void openString(int to) {
    stringOf = pending;
    stringPrefix = pendingPrefix;
    stringValue = markForPending(to, 0, 0);
    enterString(to);
    run.begin(true);
    // The body can be read again from the string's beginning, should that become necessary.
    if (level > 0) {
      letBelowRead();
    }
  }

  /** A backslash outside of strings: the string began before this text, or its quote is gone. */
  private void resumeString(int from) {
    beginBareValue(from);
    stringOf = NO_NAME;
    stringValue = bareValue;
    bareValue = null;
    enterString(from);
    letBelowRead();
    if (belowIsReading && below != null) {
      below.previous = previous;
      below.run.copyFrom(run);
    }
    beginEscape(from);
  }

  private void enterString(int from) {
    inString = true;
    stringFrom = from;
    runAt = from;
    belowIsReading = false;
    unseen = false;
  }

  private void letBelowRead() {
    if (isMasked() || level == MAX_LEVELS - 1) {
      return;
    }
    if (below == null) {
      below = new TextLevel(level + 1, body, names, marks);
    }
    below.begin();
    belowIsReading = true;
  }

  /** Nobody need look into a string that is masked as a whole. */
  private boolean isMasked() {
    return stringValue != null && !stringValue.conditional;
  }

  private void inside(int c, int from, int to, boolean wasEscaped) {
    catchUp(from);
    run.step(c);
    runAt = to;
    if (!belowIsReading && (wasEscaped || c == '=') && !isMasked()) {
      // Without either, the string holds neither strings nor a query.
      if (level == 0) {
        letBelowRead();
        for (int at = stringFrom; below != null && at < from; at++) {
          below.accept(body[at] & 0xFF, at, at + 1);
        }
      } else {
        unseen = true;
      }
    }
    if (belowIsReading && below != null) {
      below.accept(c, from, to);
    }
  }

  private void closeString(int from, int to) {
    escape = NO_ESCAPE;
    if (stringOf == NameTrie.PAIR_KEY || (level == 0 && Escapes.isBeforeColon(body, to))) {
      catchUp(from);
    }
    if (belowIsReading && below != null) {
      below.end(from);
    }
    if (stringValue != null) {
      stringValue.to = from;
    }
    if (unseen) {
      marks.add(new Mark(stringFrom, 0, 0, false, 0)).to = from;
    }
    if (stringOf == NameTrie.PAIR_KEY && run.kind() == NameTrie.SECRET) {
      marks.addSecretPair(pair(stringPrefix));
    }
    inString = false;
    endName(from, to);
  }

  /** What was read may be a name, if a colon follows. */
  private void endName(int from, int to) {
    name = run.kind();
    namePrefix = run.prefix();
    quoteFrom = from;
    quoteTo = to;
    run.begin(false);
    previous = '"';
  }

  private void beginEscape(int from) {
    catchUp(from);
    // The run never sees the escape itself.
    runAt = Integer.MAX_VALUE;
    escape = BACKSLASH;
    escapeFrom = from;
    escaped = 0;
  }

  /** Whether the character belongs to the escape; if not, it stands for itself. */
  private boolean continueEscape(int c, int to) {
    if (escape == BACKSLASH) {
      int meant = Escapes.meaning(c);
      if (c == 'u') {
        escape++;
      } else if (meant >= 0) {
        endEscape(meant, to);
      } else {
        escape = NO_ESCAPE;
        return false;
      }
      return true;
    }
    int digit = Escapes.hexDigit(c);
    if (digit < 0) {
      escape = NO_ESCAPE;
      return false;
    }
    escaped = escaped << 4 | digit;
    if (escape == LAST_HEX_DIGIT) {
      endEscape(escaped, to);
    } else {
      escape++;
    }
    return true;
  }

  private void endEscape(int c, int to) {
    escape = NO_ESCAPE;
    inside(c, escapeFrom, to, true);
  }
}
