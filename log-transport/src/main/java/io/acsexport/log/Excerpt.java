package io.acsexport.log;

import java.nio.charset.StandardCharsets;

/** The beginning of a body as one line for people. */
final class Excerpt {

  /** The most bytes that a character of UTF-16 can come from. */
  private static final int BYTES_PER_CHARACTER = 3;

  private Excerpt() {}

  /** At most that many characters, and the body's length where they are not all of it. */
  static String of(byte[] body, int limit) {
    int looked = (int) Math.min(body.length, (long) (limit + 1) * BYTES_PER_CHARACTER);
    String text = new String(body, 0, looked, StandardCharsets.UTF_8);
    if (looked == body.length && text.length() <= limit) {
      return oneLine(text);
    }
    int end = Math.min(limit, text.length());
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return oneLine(text.substring(0, end)) + "… (" + body.length + " bytes)";
  }

  /** Without what could begin a line of its own, and so pretend to be another event. */
  static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]+", " ");
  }
}
