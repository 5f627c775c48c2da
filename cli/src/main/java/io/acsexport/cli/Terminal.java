package io.acsexport.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * The two streams a command writes to, and the one line of progress below the second. Thread-safe:
 * log lines come from the engine's threads.
 */
final class Terminal {

  private static final int PROGRESS_WIDTH = 79;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean outIsTerminal;
  private final boolean errIsTerminal;
  private final Ansi ansi;
  private boolean progressShown;

  /**
   * Neither stream is closed here.
   *
   * @param outIsTerminal whether somebody looks at {@code out}
   * @param errIsTerminal whether somebody looks at {@code err}
   * @param environment {@code NO_COLOR} and {@code TERM} are looked at
   */
  Terminal(
      PrintWriter out,
      PrintWriter err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.outIsTerminal = outIsTerminal;
    this.errIsTerminal = errIsTerminal && !isDumb(environment.get("TERM"));
    boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
    this.ansi = outIsTerminal && colour && !isDumb(environment.get("TERM")) ? Ansi.ON : Ansi.OFF;
  }

  private static boolean isDumb(@Nullable String term) {
    return "dumb".equals(term);
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  boolean outIsTerminal() {
    return outIsTerminal;
  }

  Ansi ansi() {
    return ansi;
  }

  /** Text with picocli's markup, such as {@code @|bold text|@}; plain where colours are off. */
  String styled(String style, String text) {
    // Not through picocli's parser: the text may hold its delimiters.
    return ansi.enabled()
        ? Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.reset.on()
        : text;
  }

  /** A line of the result. */
  synchronized void print(String line) {
    eraseProgress();
    out.println(line);
  }

  /** A line beside the result: a problem, a hint, a log line. */
  synchronized void complain(String lines) {
    eraseProgress();
    err.println(lines);
    err.flush();
  }

  /** A line beside the result that only a person at a terminal wants. */
  void hint(String line) {
    if (errIsTerminal) {
      complain(line);
    }
  }

  /** Whether progress would be seen. */
  boolean showsProgress() {
    return errIsTerminal;
  }

  /** Replaces the line of progress; nothing where nobody looks. */
  synchronized void progress(String line) {
    if (errIsTerminal) {
      String safe = SafeText.oneLine(line);
      err.print(ERASE_LINE + safe.substring(0, Math.min(safe.length(), PROGRESS_WIDTH)));
      err.flush();
      progressShown = true;
    }
  }

  /** Takes the line of progress away. */
  synchronized void eraseProgress() {
    if (progressShown) {
      err.print(ERASE_LINE);
      err.flush();
      progressShown = false;
    }
  }
}
