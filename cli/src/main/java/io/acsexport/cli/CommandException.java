package io.acsexport.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command with a few lines for the user and an exit code; no stack trace is shown. */
final class CommandException extends Exception {

  private final int exitCode;

  /**
   * With what happened, where, and what to do.
   *
   * @param message one or a few lines, without secrets
   */
  CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  CommandException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  int exitCode() {
    return exitCode;
  }

  /** The message, which this class always has. */
  String lines() {
    return String.valueOf(getMessage());
  }
}
