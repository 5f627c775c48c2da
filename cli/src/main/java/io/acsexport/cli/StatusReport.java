package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A status for people: at most 80 columns but for what errors say. */
final class StatusReport {

  private static final Set<String> TROUBLE = Set.of("retrying", "blocked", "paused", "stopped");
  private static final long SOON_SECONDS = Duration.ofDays(30).toSeconds();

  private final JsonNode status;
  private final Terminal terminal;
  private final Instant now;
  private final List<String> lines = new ArrayList<>();

  /** Of a status document. */
  StatusReport(JsonNode status, Terminal terminal) {
    this.status = status;
    this.terminal = terminal;
    this.now = Instant.parse(status.path("now").asText());
  }

  /** Whether an exporter runs and delivers everywhere. */
  boolean isWell() {
    boolean well =
        status.path("running").asBoolean() && status.path("spool").path("obstacle").isNull();
    for (JsonNode destination : status.path("destinations")) {
      well &= !TROUBLE.contains(destination.path("state").asText());
    }
    return well;
  }

  String text() {
    head();
    spool();
    lines.add("");
    destinations();
    forsaken();
    for (JsonNode problem : status.path("problems")) {
      lines.add(terminal.styled("yellow", SafeText.oneLine(problem.asText())));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private void head() {
    if (!status.path("running").asBoolean()) {
      lines.add(terminal.styled("red", "No exporter runs on this spool; this is what it holds."));
      return;
    }
    lines.add(
        "acs-export "
            + text(status, "release")
            + " exports as node "
            + text(status, "node")
            + "; process "
            + text(status, "process")
            + ", up "
            + Amounts.since(time(status, "started"), now));
    lines.add("Configuration  " + text(status, "configuration"));
    long refused = status.path("refused").asLong();
    lines.add(
        "Accepted       "
            + Amounts.count(status.path("accepted").asLong())
            + " events"
            + rate(status, "acceptedPerSecond")
            + (refused == 0
                ? ""
                : terminal.styled("red", "; " + refused + " refused: " + reasons())));
  }

  private String reasons() {
    List<String> reasons = new ArrayList<>();
    status
        .path("refusedFor")
        .properties()
        .forEach(reason -> reasons.add(reason.getKey() + " " + reason.getValue()));
    return String.join(", ", reasons);
  }

  private void spool() {
    JsonNode spool = status.path("spool");
    lines.add("Spool          " + text(spool, "directory"));
    long used = spool.path("usedBytes").asLong() + spool.path("deadLetterBytes").asLong();
    long most = spool.path("maxBytes").asLong();
    StringBuilder line = new StringBuilder("               ").append(Amounts.bytes(used));
    if (most > 0) {
      line.append(" of ").append(Amounts.bytes(most));
      line.append(" (").append(used * 100 / most).append(" %)");
    }
    if (isSoonFull(spool)) {
      line.append(", full in ").append(seconds(spool.path("fullInSeconds")));
      line.append(" at this rate");
    }
    lines.add(line.toString());
    lost(spool);
    if (!spool.path("obstacle").isNull() && spool.has("obstacle")) {
      lines.add(
          terminal.styled(
              "red", "               no room: " + text(spool, "obstacle") + "; see the log"));
    }
  }

  /** Counts that are 0 where all is well. */
  private void lost(JsonNode spool) {
    List<String> counts = new ArrayList<>();
    for (String count : List.of("dropped", "damaged", "unsynced", "syncFailures")) {
      if (spool.path(count).asLong() > 0) {
        counts.add(Amounts.count(spool.path(count).asLong()) + " " + words(count));
      }
    }
    if (!counts.isEmpty()) {
      lines.add(terminal.styled("red", "               " + String.join(", ", counts)));
    }
  }

  private static String words(String count) {
    return switch (count) {
      case "dropped" -> "records dropped, because the spool was full";
      case "damaged" -> "records damaged";
      case "unsynced" -> "records in doubt after a failed sync";
      default -> "failed syncs";
    };
  }

  private void destinations() {
    if (status.path("destinations").isEmpty()) {
      lines.add("No destinations.");
      return;
    }
    lines.add(
        terminal.styled(
            "bold",
            row(
                "DESTINATION",
                "STATE",
                "BACKLOG",
                "SIZE",
                "OLDEST",
                "SENT/S",
                "CONFIRMED",
                "DEAD")));
    for (JsonNode destination : status.path("destinations")) {
      destination(destination);
    }
  }

  private void destination(JsonNode destination) {
    JsonNode backlog = destination.path("backlog");
    String state = destination.path("state").asText();
    String row =
        row(
            text(destination, "name"),
            state,
            Amounts.count(backlog.path("events").asLong()),
            Amounts.bytes(backlog.path("bytes").asLong()),
            brief(time(backlog, "oldest"), ""),
            destination.path("deliveredPerSecond").isNumber()
                ? destination.path("deliveredPerSecond").asText()
                : "-",
            brief(time(destination, "lastConfirmed"), " ago"),
            destination.path("deadLetters").isNumber()
                ? Amounts.count(destination.path("deadLetters").asLong())
                : "?");
    lines.add(TROUBLE.contains(state) ? terminal.styled("red", row) : row);
    if (isSoonFull(destination)) {
      lines.add("  backlog grows; full in " + seconds(destination.path("fullInSeconds")));
    }
    Instant paused = time(destination, "pausedSince");
    if (paused != null) {
      lines.add(
          "  paused by the operator since "
              + paused
              + "; go on with: acs-export resume "
              + text(destination, "name"));
    }
    // A failure of the past does not matter any more; a pause hides what was before it.
    if (state.equals("retrying") || state.equals("blocked")) {
      failure(destination.path("lastError"), "");
    }
    if (destination.path("deadLetters").asLong() > 0) {
      failure(destination.path("lastDeadLetter"), "last dead letter, ");
    }
  }

  private void failure(JsonNode failure, String what) {
    if (failure.isObject()) {
      lines.add(
          "  "
              + what
              + text(failure, "code")
              + ", "
              + ago(time(failure, "at"))
              + ": "
              + text(failure, "detail"));
      lines.add("  " + text(failure, "remedy"));
    }
  }

  private void forsaken() {
    List<String> names = new ArrayList<>();
    status.path("forsaken").forEach(name -> names.add(SafeText.oneLine(name.asText())));
    if (!names.isEmpty()) {
      lines.add(
          "Kept, but no longer configured: "
              + String.join(", ", names)
              + ". Give up with: acs-export forget NAME");
    }
  }

  /** A backlog that comes and goes would be full in years. */
  private static boolean isSoonFull(JsonNode node) {
    return node.path("fullInSeconds").isNumber()
        && node.path("fullInSeconds").asLong() < SOON_SECONDS;
  }

  private static String row(String... cells) {
    return String.format(Locale.ROOT, "%-16s %-8s %9s %8s %8s %7s %9s %6s", (Object[]) cells)
        .stripTrailing();
  }

  private String brief(@Nullable Instant then, String behind) {
    return then == null ? "-" : Amounts.brief(Duration.between(then, now)) + behind;
  }

  private String ago(@Nullable Instant then) {
    return then == null ? "never" : Amounts.since(then, now) + " ago";
  }

  private static String rate(JsonNode node, String field) {
    return node.path(field).isNumber() ? " (" + node.path(field).asText() + "/s)" : "";
  }

  private static String seconds(JsonNode number) {
    return Amounts.time(Duration.ofSeconds(number.asLong()));
  }

  private static @Nullable Instant time(JsonNode node, String field) {
    return node.path(field).isTextual() ? Instant.parse(node.path(field).asText()) : null;
  }

  private static String text(JsonNode node, String field) {
    return SafeText.oneLine(node.path(field).asText());
  }
}
