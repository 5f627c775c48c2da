package io.acsexport.cli;

import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.plugin.PluginProblem;
import io.acsexport.transport.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acs-export check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Looks whether configuration and brokers are in order.",
    description = {
      "Looks first at the configuration, then at the broker of each destination: connection,"
          + " credentials, permissions, topic.",
      "Sends nothing and creates nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export check                        Configuration and every destination.",
      "  acs-export check --offline -c new.conf  The configuration alone, before it is put in place.",
      "  acs-export check -d main --timeout 30s  One destination, with more patience.",
      "  acs-export check --json                 For machines."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Everything is in order, warnings aside.",
      ExitCode.USAGE_LINE,
      "69:The configuration can be used, but at least one destination would not deliver.",
      ExitCode.SOFTWARE_LINE,
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class CheckCommand implements Callable<Integer> {

  private final AcsExport root;

  @Option(names = "--offline", description = "Look at the configuration only; connect to nothing.")
  private boolean offline;

  @Option(
      names = {"-d", "--destination"},
      paramLabel = "NAME",
      description = "Only this destination; may be given several times.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long each destination may take. Default: ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ZERO;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  CheckCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    CheckReport report = check();
    if (json) {
      root.terminal().print(Json.document(report.asJson()));
    } else {
      report.print(root.terminal());
    }
    return report.exitCode();
  }

  private CheckReport check() throws CommandException, InterruptedException {
    String file = root.configFile().toString();
    try (Installation installation = Installation.openOrExplain(root)) {
      List<DestinationConfig> destinations = installation.destinations(names);
      List<Notice> general = new ArrayList<>();
      for (PluginProblem problem : installation.pluginProblems()) {
        general.add(
            Notice.warning(
                problem.location().toString(),
                Wording.sentence(problem.reason()),
                Wording.sentence(problem.action())));
      }
      if (destinations.isEmpty()) {
        general.add(
            Notice.warning(
                "destinations",
                "No destination is configured: nothing is exported and nothing is stored.",
                "Add one to the block 'destinations'."));
      }
      DestinationCheck check =
          new DestinationCheck(installation, root.surroundings().clock(), offline, timeout);
      return CheckReport.of(file, offline, general, check.run(destinations));
    } catch (ConfigurationException e) {
      return new CheckReport(file, offline, e.problems(), List.of(), List.of());
    }
  }
}
