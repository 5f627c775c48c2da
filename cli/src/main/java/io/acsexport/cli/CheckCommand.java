package io.acsexport.cli;

import io.acsexport.cli.host.HostCheck;
import io.acsexport.cli.host.Load;
import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.plugin.PluginProblem;
import io.acsexport.transport.Notice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acs-export check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Looks whether configuration, machine and brokers are in order.",
    description = {
      "Looks at the configuration; on a management server also at CloudStack's release and libraries,"
          + " at event buses left in its files, at rights and at the disk; then at the broker of each"
          + " destination: connection, credentials, permissions, topic.",
      "Sends nothing, creates nothing and changes nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export check                        Configuration, machine and every destination.",
      "  acs-export check --offline -c new.conf  Without the brokers, before it is put in place.",
      "  acs-export check --rate 50              Says how long the spool lasts at 50 events a second.",
      "  acs-export check -d main --timeout 30s  One destination, with more patience.",
      "  acs-export check --json                 For machines."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Everything is in order, warnings aside.",
      ExitCode.USAGE_LINE,
      "69:The configuration can be used, but a destination would not deliver, or something on this"
          + " machine is in the way.",
      ExitCode.SOFTWARE_LINE,
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class CheckCommand implements Callable<Integer> {

  private final AcsExport root;

  @Option(
      names = "--offline",
      description = "Look at configuration and machine; connect to nothing.")
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

  @Option(
      names = "--rate",
      paramLabel = "EVENTS",
      description = "Say how long the spool lasts at so many events a second.")
  private @Nullable Double rate;

  @Option(
      names = "--event-size",
      paramLabel = "BYTES",
      defaultValue = "600",
      description =
          "With --rate: what an event takes in the spool on average. Default: ${DEFAULT-VALUE}.")
  private long eventSize;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description = "Look at the system below this folder, a scratch root. Default: this machine.")
  private Path machine = Path.of("/");

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  CheckCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Load load = load();
    CheckReport report = check(new HostCheck(machine), load);
    if (json) {
      root.terminal().print(Json.document(report.asJson()));
    } else {
      report.print(root.terminal());
    }
    return report.exitCode();
  }

  private @Nullable Load load() throws CommandException {
    if (rate == null) {
      return null;
    }
    if (!(rate > 0) || rate.isInfinite() || eventSize <= 0) {
      throw new CommandException(
          ExitCode.USAGE, "--rate and --event-size must be numbers greater than 0.");
    }
    return new Load(rate, eventSize);
  }

  private CheckReport check(HostCheck host, @Nullable Load load)
      throws CommandException, InterruptedException {
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
      return CheckReport.of(
          file,
          offline,
          general,
          host.look(installation.config().spool(), installation.configuration().files(), load),
          check.run(destinations));
    } catch (ConfigurationException e) {
      return new CheckReport(
          file, offline, e.problems(), List.of(), host.look(null, e.files(), null), List.of());
    }
  }
}
