package io.acsexport.cli;

import io.acsexport.core.spool.SpoolHolder;
import io.acsexport.core.spool.SpoolInspection;
import io.acsexport.core.spool.SpoolInspection.CursorFindings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acs-export spool stats}. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Counts records and segments, and says how far each destination has got.")
final class SpoolStatsCommand implements Callable<Integer> {

  private final AcsExport root;

  @Mixin private SpoolLook look = new SpoolLook();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  SpoolStatsCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    SpoolLook.Found found = look.look(root);
    OptionalLong holder = SpoolHolder.of(found.directory());
    if (json) {
      root.terminal().print(Json.document(asJson(found, holder)));
    } else {
      print(found, holder);
    }
    return found.isWhole() ? ExitCode.OK : ExitCode.DATA;
  }

  private void print(SpoolLook.Found found, OptionalLong holder) {
    SpoolInspection.Findings spool = found.spool();
    Terminal terminal = root.terminal();
    terminal.print("Spool     " + found.directory());
    terminal.print(
        "In use    " + (holder.isPresent() ? "by process " + holder.getAsLong() : "by no process"));
    terminal.print("Segments  " + spool.segments() + ", " + Amounts.bytes(spool.bytes()));
    terminal.print(
        "Records   "
            + Amounts.count(spool.records())
            + (spool.records() == 0 ? "" : ", " + spool.first() + " to " + spool.last())
            + (spool.damaged() == 0 ? "" : "; " + Amounts.count(spool.damaged()) + " damaged"));
    terminal.print("");
    terminal.print(
        terminal.styled(
            "bold", row("DESTINATION", "POSITION", "BACKLOG", "SIZE", "OLDEST", "DEAD")));
    Instant now = root.surroundings().clock().instant();
    spool
        .destinations()
        .forEach(
            (name, cursor) -> {
              Long oldest = cursor.backlog().oldestAcceptedMillis();
              terminal.print(
                  row(
                      SafeText.oneLine(name),
                      cursor.position() < 0 ? "damaged" : Long.toString(cursor.position()),
                      Amounts.count(cursor.backlog().events()),
                      Amounts.bytes(cursor.backlog().bytes()),
                      oldest == null
                          ? "-"
                          : Amounts.brief(Duration.between(Instant.ofEpochMilli(oldest), now)),
                      Amounts.bytes(deadBytes(found, name))));
            });
    spool.problems().forEach(problem -> terminal.print(SafeText.oneLine(problem)));
  }

  private static long deadBytes(SpoolLook.Found found, String name) {
    SpoolInspection.Findings log = found.deadLetters().get(name);
    return log == null ? 0 : log.bytes();
  }

  private static Map<String, @Nullable Object> asJson(SpoolLook.Found found, OptionalLong holder) {
    SpoolInspection.Findings spool = found.spool();
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("directory", found.directory().toString());
    document.put("process", holder.isPresent() ? holder.getAsLong() : null);
    document.put("segments", spool.segments());
    document.put("bytes", spool.bytes());
    document.put("records", spool.records());
    document.put("damaged", spool.damaged());
    document.put("first", spool.records() == 0 ? null : spool.first());
    document.put("last", spool.records() == 0 ? null : spool.last());
    List<Object> destinations = new ArrayList<>();
    for (Map.Entry<String, CursorFindings> each : spool.destinations().entrySet()) {
      Map<String, @Nullable Object> destination = new LinkedHashMap<>();
      Long oldest = each.getValue().backlog().oldestAcceptedMillis();
      destination.put("name", each.getKey());
      destination.put("position", each.getValue().position());
      destination.put("events", each.getValue().backlog().events());
      destination.put("bytes", each.getValue().backlog().bytes());
      destination.put("oldest", oldest == null ? null : Instant.ofEpochMilli(oldest).toString());
      destination.put("deadLetterBytes", deadBytes(found, each.getKey()));
      destinations.add(destination);
    }
    document.put("destinations", destinations);
    document.put("problems", spool.problems());
    return document;
  }

  private static String row(String... cells) {
    return String.format(Locale.ROOT, "%-16s %17s %10s %9s %8s %8s", (Object[]) cells)
        .stripTrailing();
  }
}
