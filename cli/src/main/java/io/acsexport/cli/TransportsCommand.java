package io.acsexport.cli;

import io.acsexport.core.plugin.InstalledTransport;
import io.acsexport.core.plugin.PluginProblem;
import io.acsexport.core.plugin.TransportCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acs-export transports}. */
@Command(
    name = "transports",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Lists the installed transports.",
    description = {
      "Each with version, state and location; those that are broken with the reason and what to do.",
      "A transport is a directory of jars below 'transports'. Jars of yours that it shall see, such as"
          + " log-in handlers, go into its sub-directory 'ext'; updates leave them alone."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export transports               What can follow 'transport =' in the configuration?",
      "  acs-export transports --json        The same for machines."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All installed transports are loaded.",
      ExitCode.USAGE_LINE,
      "69:At least one is broken; the others are loaded all the same.",
      ExitCode.SOFTWARE_LINE
    })
final class TransportsCommand implements Callable<Integer> {

  private static final String COLUMNS = "%-12s %-18s %-7s %s";

  private final AcsExport root;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  TransportsCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException {
    try (TransportCatalog transports = Installation.loadTransports(root)) {
      if (json) {
        root.terminal().print(Json.document(Map.of("transports", rows(transports))));
      } else {
        printText(transports);
      }
      return transports.problems().isEmpty() ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }
  }

  private void printText(TransportCatalog transports) {
    Terminal terminal = root.terminal();
    if (transports.installed().isEmpty() && transports.problems().isEmpty()) {
      terminal.print("No transport is installed in " + transports.directory() + ".");
      return;
    }
    terminal.print(String.format(COLUMNS, "NAME", "VERSION", "STATE", "LOCATION"));
    for (Row row : rows(transports)) {
      String line =
          String.format(
              COLUMNS,
              or(row.name(), "-"),
              or(row.version(), "-"),
              row.state(),
              or(row.location(), "built in"));
      if (row.reason() == null) {
        terminal.print(line);
      } else {
        terminal.print(terminal.styled("fg(red)", line));
        terminal.print("    " + Wording.sentence(row.reason()));
        terminal.print("    " + Wording.sentence(or(row.action(), "")));
      }
    }
  }

  private static String or(@Nullable String text, String absent) {
    return text == null ? absent : SafeText.oneLine(text);
  }

  private static List<Row> rows(TransportCatalog transports) {
    List<Row> rows = new ArrayList<>();
    for (InstalledTransport transport : transports.installed()) {
      String location = transport.location() == null ? null : transport.location().toString();
      rows.add(new Row(transport.name(), transport.version(), location, "loaded", null, null));
    }
    for (PluginProblem problem : transports.problems()) {
      String location = problem.location().toString();
      rows.add(new Row(null, null, location, "broken", problem.reason(), problem.action()));
    }
    return rows;
  }

  /**
   * A transport as {@code --json} shows it.
   *
   * @param name null, as is the version, of a broken one: nobody could ask it
   * @param location its directory
   * @param state {@code loaded} or {@code broken}
   * @param reason why it is broken, or null
   * @param action what to do about that, or null
   */
  record Row(
      @Nullable String name,
      @Nullable String version,
      @Nullable String location,
      String state,
      @Nullable String reason,
      @Nullable String action) {}
}
