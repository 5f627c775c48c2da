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
    description = "Each with version and location; those that cannot be used with the reason.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export transports               What can follow 'transport =' in the configuration?",
      "  acs-export transports --json        The same for machines."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All installed transports can be used.",
      ExitCode.USAGE_LINE,
      "69:At least one cannot.",
      ExitCode.SOFTWARE_LINE
    })
final class TransportsCommand implements Callable<Integer> {

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
    for (InstalledTransport transport : transports.installed()) {
      terminal.print(
          String.format(
              "%-12s %-16s %s",
              transport.name(),
              transport.version(),
              transport.location() == null ? "built in" : transport.location()));
    }
    for (PluginProblem problem : transports.problems()) {
      terminal.print(terminal.styled("fg(red)", "unusable") + "     " + problem.location());
      terminal.print("             " + Wording.sentence(problem.reason()));
      terminal.print("             " + Wording.sentence(problem.action()));
    }
    if (transports.installed().isEmpty() && transports.problems().isEmpty()) {
      terminal.print("No transport is installed.");
    }
  }

  private static List<Row> rows(TransportCatalog transports) {
    List<Row> rows = new ArrayList<>();
    for (InstalledTransport transport : transports.installed()) {
      String location = transport.location() == null ? null : transport.location().toString();
      rows.add(new Row(transport.name(), transport.version(), location, "usable", null, null));
    }
    for (PluginProblem problem : transports.problems()) {
      rows.add(
          new Row(
              null,
              null,
              problem.location().toString(),
              "unusable",
              problem.reason(),
              problem.action()));
    }
    return rows;
  }

  /** A transport as {@code --json} shows it. */
  record Row(
      @Nullable String name,
      @Nullable String version,
      @Nullable String location,
      String state,
      @Nullable String reason,
      @Nullable String action) {}
}
