package io.acsexport.core.redaction;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a scan found, in the order of the body. */
final class Marks {

  private static final byte[] MASK = {'*', '*', '*', '*'};

  private final List<Mark> marks = new ArrayList<>(4);
  private @Nullable Set<Long> secretPairs;
  private int scopes;

  /** A number for an object, so that members of different ones are not taken for a pair. */
  int newScope() {
    return ++scopes;
  }

  Mark add(Mark mark) {
    marks.add(mark);
    return mark;
  }

  /** Notes that the value of this pair is secret, wherever it stands. */
  void addSecretPair(long pair) {
    if (secretPairs == null) {
      secretPairs = new HashSet<>();
    }
    secretPairs.add(pair);
  }

  Redacted applyTo(byte[] body) {
    List<Mark> ranges = disjoint();
    if (ranges.isEmpty()) {
      return new Redacted(body, 0);
    }
    int length = body.length;
    for (Mark range : ranges) {
      length += MASK.length + 2 * range.quoteLength() - (range.to - range.from);
    }
    byte[] out = new byte[length];
    int read = 0;
    int write = 0;
    for (Mark range : ranges) {
      System.arraycopy(body, read, out, write, range.from - read);
      write += range.from - read;
      write = putQuote(body, range, out, write);
      System.arraycopy(MASK, 0, out, write, MASK.length);
      write = putQuote(body, range, out, write + MASK.length);
      read = range.to;
    }
    System.arraycopy(body, read, out, write, body.length - read);
    return new Redacted(out, ranges.size());
  }

  private static int putQuote(byte[] body, Mark range, byte[] out, int at) {
    if (range.quoteFrom == Mark.PLAIN_QUOTE) {
      out[at] = '"';
    } else {
      System.arraycopy(body, range.quoteFrom, out, at, range.quoteLength());
    }
    return at + range.quoteLength();
  }

  /** The marks that count, those inside others left out. They begin in ascending order already. */
  private List<Mark> disjoint() {
    List<Mark> ranges = new ArrayList<>(marks.size());
    @Nullable Mark last = null;
    for (Mark mark : marks) {
      if (mark.conditional && (secretPairs == null || !secretPairs.contains(mark.pair))) {
        continue;
      }
      if (last == null || mark.from >= last.to) {
        ranges.add(mark);
        last = mark;
      } else {
        last.to = Math.max(last.to, mark.to);
      }
    }
    return ranges;
  }
}
