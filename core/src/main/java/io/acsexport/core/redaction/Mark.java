package io.acsexport.core.redaction;

/** A range of the body that is to be masked, or may have to be. */
final class Mark {

  /** For {@link #quoteFrom}: the mask gets quotes, and no quote of that level was seen before. */
  static final int PLAIN_QUOTE = -1;

  final int from;

  /** Grows until the value has ended. */
  int to;

  /** Where a quote stands that can be copied around the mask; empty where it needs none. */
  final int quoteFrom;

  final int quoteTo;

  /** Whether it counts only if {@link #pair} turns out to be secret. */
  final boolean conditional;

  final long pair;

  Mark(int from, int quoteFrom, int quoteTo, boolean conditional, long pair) {
    this.from = from;
    this.to = from;
    this.quoteFrom = quoteFrom;
    this.quoteTo = quoteTo;
    this.conditional = conditional;
    this.pair = pair;
  }

  int quoteLength() {
    return quoteFrom == PLAIN_QUOTE ? 1 : quoteTo - quoteFrom;
  }
}
