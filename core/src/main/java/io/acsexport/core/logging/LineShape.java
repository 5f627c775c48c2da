package io.acsexport.core.logging;

/**
 * What lines have in common that tell the same of other numbers: the line without what changes.
 *
 * @param level of the line
 * @param logger its logger
 * @param text its message, the beginning of it, with {@code #} for words that hold digits
 */
record LineShape(int level, String logger, String text) {

  private static final int MAX_LENGTH = 160;

  /** Of lines that no longer have one of their own, because there are too many shapes. */
  static LineShape others(int level, boolean own) {
    return new LineShape(level, own ? "own" : "clients", "");
  }

  /**
   * The shape of a line.
   *
   * @param own whether it is one of ours: words that begin with a letter, such as a destination's
   *     name, then stay as they are. In a client's line they are addresses and ids of connections
   */
  static LineShape of(int level, String logger, String message, boolean own) {
    StringBuilder text = new StringBuilder(MAX_LENGTH);
    int length = message.length();
    int start = 0;
    while (start < length && text.length() < MAX_LENGTH) {
      int end = start;
      boolean digits = false;
      while (end < length && isOfWord(message.charAt(end))) {
        digits |= isDigit(message.charAt(end));
        end++;
      }
      if (end == start) {
        text.append(message.charAt(start));
        end++;
      } else if (digits && (!own || isDigit(message.charAt(start)))) {
        text.append('#');
      } else {
        text.append(message, start, Math.min(end, start + MAX_LENGTH));
      }
      start = end;
    }
    return new LineShape(level, logger, text.toString());
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' || c == ':' || c == '/';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
