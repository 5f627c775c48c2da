package io.acsexport.cli;

/** A line of input that holds no event; the message is the reason, without the line's content. */
final class UnreadableLineException extends Exception {

  UnreadableLineException(String reason) {
    super(reason);
  }

  String reason() {
    return SafeText.oneLine(String.valueOf(getMessage()));
  }
}
