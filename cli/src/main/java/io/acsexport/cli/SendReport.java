package io.acsexport.cli;

import io.acsexport.core.delivery.WorkerState;
import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.transport.Failure;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the events of an input.
 *
 * @param lines lines that were not blank, as far as they were read
 * @param accepted events stored in the spool
 * @param refused events that were not
 * @param unreadable lines that hold no event
 * @param storageFailed whether refusals came from spool or disk rather than from the event
 * @param problems the first lines that were not sent
 * @param destinations what became of them at each destination
 * @param millis how long it took in all
 * @param spool the spool that is left behind, or null where none is
 */
record SendReport(
    long lines,
    long accepted,
    long refused,
    long unreadable,
    boolean storageFailed,
    List<SendTally.LineProblem> problems,
    List<Destination> destinations,
    long millis,
    @Nullable Path spool) {

  /**
   * One destination's part. Counts include what was in the spool before.
   *
   * @param filtered events it is not configured to get
   * @param remaining events neither delivered nor in its dead letters
   * @param connection to which broker it is connected, or why not
   * @param failure why some remain, where a reason is known
   */
  record Destination(
      String name,
      WorkerState state,
      long delivered,
      long filtered,
      long deadLetters,
      long remaining,
      String connection,
      @Nullable Failure failure) {}

  static SendReport of(SendTally tally, Collection<WorkerStatus> workers, long nanos) {
    return new SendReport(
        tally.lines(),
        tally.acceptedCount(),
        tally.refusedCount(),
        tally.unreadableCount(),
        tally.storageFailed(),
        tally.problems(),
        workers.stream().map(SendReport::destination).toList(),
        nanos / 1_000_000,
        null);
  }

  private static Destination destination(WorkerStatus status) {
    long remaining = status.backlog().events();
    return new Destination(
        status.destination(),
        status.state(),
        status.delivered(),
        status.filtered(),
        status.deadLetters(),
        remaining,
        status.transport().detail(),
        remaining > 0 ? status.lastFailure() : null);
  }

  SendReport withSpool(@Nullable Path kept) {
    return new SendReport(
        lines, accepted, refused, unreadable, storageFailed, problems, destinations, millis, kept);
  }

  /** What the spool still holds. */
  SendSpool.Left left() {
    if (remaining() > 0) {
      return SendSpool.Left.UNDELIVERED;
    }
    return deadLetters() > 0 ? SendSpool.Left.DEAD_LETTERS : SendSpool.Left.NOTHING;
  }

  int exitCode() {
    if (storageFailed) {
      return ExitCode.IO;
    }
    if (remaining() > 0) {
      return ExitCode.UNAVAILABLE;
    }
    return refused + unreadable + deadLetters() > 0 ? ExitCode.DATA : ExitCode.OK;
  }

  private long remaining() {
    return destinations.stream().mapToLong(Destination::remaining).sum();
  }

  private long deadLetters() {
    return destinations.stream().mapToLong(Destination::deadLetters).sum();
  }

  void print(Terminal terminal) {
    terminal.print(
        String.format(
            Locale.ROOT,
            "%s accepted, %d refused, %s unreadable; %.1f s.",
            Wording.count(accepted, "event"),
            refused,
            Wording.count(unreadable, "line"),
            millis / 1000.0));
    printDestinations(terminal);
  }

  /** What became of them at each destination. */
  void printDestinations(Terminal terminal) {
    for (Destination destination : destinations) {
      terminal.print(
          String.format(
              Locale.ROOT,
              "%s: %d delivered, %d filtered out, %s, %d undelivered.",
              destination.name(),
              destination.delivered(),
              destination.filtered(),
              Wording.count(destination.deadLetters(), "dead letter"),
              destination.remaining()));
      Failure failure = destination.failure();
      if (failure != null) {
        terminal.print(
            "  "
                + destination.state()
                + ", "
                + failure.code().label()
                + ": "
                + SafeText.oneLine(failure.detail()));
        terminal.print("  " + SafeText.oneLine(failure.remedy()));
      } else if (destination.remaining() > 0) {
        terminal.print(
            "  "
                + destination.state()
                + ": "
                + SafeText.oneLine(destination.connection())
                + ". Look with 'acs-export check', or allow more with --timeout.");
      }
    }
  }

  /** Field names of this form are kept: programs read them. */
  Map<String, @Nullable Object> asJson() {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("ok", exitCode() == ExitCode.OK);
    document.put("exitCode", exitCode());
    document.put("read", lines);
    document.put("accepted", accepted);
    document.put("refused", refused);
    document.put("unreadable", unreadable);
    document.put("seconds", millis / 1000.0);
    document.put("problems", problems);
    document.put("destinations", destinations.stream().map(SendReport::asJson).toList());
    document.put("spool", spool == null ? null : spool.toString());
    return document;
  }

  private static Map<String, @Nullable Object> asJson(Destination destination) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    Failure failure = destination.failure();
    document.put("name", destination.name());
    document.put("state", destination.state().name().toLowerCase(Locale.ROOT));
    document.put("delivered", destination.delivered());
    document.put("filtered", destination.filtered());
    document.put("deadLetters", destination.deadLetters());
    document.put("undelivered", destination.remaining());
    document.put("connection", destination.connection());
    document.put("failure", failure == null ? null : failure.code().label());
    document.put("detail", failure == null ? null : failure.detail());
    document.put("remedy", failure == null ? null : failure.remedy());
    return document;
  }
}
