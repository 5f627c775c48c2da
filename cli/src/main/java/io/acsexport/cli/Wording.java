package io.acsexport.cli;

/** Sentences for people. */
final class Wording {

  private Wording() {}

  /** {@code 1 event}, {@code 2 events}. */
  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** A capital letter in front and a full stop behind, on one line. */
  static String sentence(String text) {
    String safe = SafeText.oneLine(text);
    return safe.isEmpty() ? safe : Character.toUpperCase(safe.charAt(0)) + safe.substring(1) + ".";
  }
}
