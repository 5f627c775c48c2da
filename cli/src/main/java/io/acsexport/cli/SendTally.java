package io.acsexport.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts what became of the lines, and names the first that could not be sent. One thread. */
final class SendTally {

  /** So many are named, on the terminal and in the summary; the rest is only counted. */
  static final int MOST_NAMED = 100;

  private final Terminal terminal;
  private final List<LineProblem> problems = new ArrayList<>();
  private final Set<String> unknownFields = new HashSet<>();
  private long lines;
  private long accepted;
  private long refused;
  private long unreadable;
  private boolean storageFailed;

  /**
   * A line that was not sent.
   *
   * @param line its number, from 1
   * @param kind {@code unreadable}, or the engine's word for the refusal
   * @param reason in words
   */
  record LineProblem(long line, String kind, String reason) {}

  SendTally(Terminal terminal) {
    this.terminal = terminal;
  }

  void line() {
    lines++;
  }

  void accepted() {
    accepted++;
  }

  void unreadable(long line, String reason) {
    unreadable++;
    name(new LineProblem(line, "unreadable", reason));
  }

  void refused(long line, String kind, String reason, boolean byStorage) {
    refused++;
    storageFailed |= byStorage;
    name(new LineProblem(line, kind, "refused (" + kind + "): " + reason));
  }

  /** Told once for each field: a misspelt one would silently send half an event. */
  void unknownField(long line, String field) {
    if (unknownFields.size() < MOST_NAMED && unknownFields.add(field)) {
      terminal.complain(
          "line " + line + ": field '" + SafeText.oneLine(field) + "' is unknown and not sent");
    }
  }

  private void name(LineProblem problem) {
    if (problems.size() < MOST_NAMED) {
      problems.add(problem);
      terminal.complain("line " + problem.line() + ": " + SafeText.oneLine(problem.reason()));
      if (problems.size() == MOST_NAMED) {
        terminal.complain("Further lines that cannot be sent are only counted.");
      }
    }
  }

  long lines() {
    return lines;
  }

  long acceptedCount() {
    return accepted;
  }

  long refusedCount() {
    return refused;
  }

  long unreadableCount() {
    return unreadable;
  }

  boolean storageFailed() {
    return storageFailed;
  }

  List<LineProblem> problems() {
    return List.copyOf(problems);
  }
}
