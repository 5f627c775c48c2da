package io.acsexport.cli;

/**
 * A line of input that holds no event; the message is the reason, with at most a word of the line.
 */
final class UnreadableLineException extends Exception {

  UnreadableLineException(String reason) {
    super(reason);
  }

  String reason() {
    return SafeText.oneLine(String.valueOf(getMessage()));
  }
}
