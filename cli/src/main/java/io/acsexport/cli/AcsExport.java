package io.acsexport.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself: the options that all sub-commands share, and how failures are shown. */
@Command(
    name = "acs-export",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Carries every event of an Apache CloudStack management server to Kafka, RabbitMQ or any other"
          + " broker.",
      "Checks a configuration, sends events through the whole engine, and reads them back."
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export check                    Are configuration and brokers in order?",
      "  acs-export tail main                Watch the messages of destination main.",
      "  acs-export status                   What is delivered, what waits, what is wrong?",
      "  acs-export send events.jsonl        Send events from a file.",
      "%nacs-export COMMAND --help tells more, with examples."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done, and all is well.",
      ExitCode.USAGE_LINE,
      "65:Something in the data could not be used.",
      "66:The input file cannot be read.",
      "69:A broker cannot be reached or does not do what it should.",
      ExitCode.SOFTWARE_LINE,
      "74:The disk failed, or the spool is in use.",
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class AcsExport implements Callable<Integer> {

  private static final String DEFAULT_CONFIG = "/etc/acs-export/acs-export.conf";
  private static final int HELP_WIDTH = 100;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The configuration. Default: $ACS_EXPORT_CONFIG, else " + DEFAULT_CONFIG + ".")
  private @Nullable Path config;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Where lib and transports are. Default: where this command is installed.")
  private @Nullable Path home;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Environment variables for the configuration, as systemd reads them. Default: "
              + EnvironmentFile.DEFAULT
              + ", if it is there.")
  private @Nullable Path environmentFile;

  private @Nullable Map<String, String> environment;
  private List<String> arguments = List.of();

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show the log of engine and clients, and stack traces.")
  private boolean verbose;

  private final Surroundings surroundings;

  private AcsExport(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Runs a command line.
   *
   * @return the exit code
   */
  static int run(Surroundings surroundings, String... args) {
    int exitCode = commandLine(surroundings).execute(args);
    surroundings.terminal().eraseProgress();
    surroundings.terminal().out().flush();
    surroundings.terminal().err().flush();
    return exitCode;
  }

  static CommandLine commandLine(Surroundings surroundings) {
    Terminal terminal = surroundings.terminal();
    AcsExport root = new AcsExport(surroundings);
    CommandLine commandLine =
        new CommandLine(root)
            .addSubcommand(new StatusCommand(root))
            .addSubcommand(new CheckCommand(root))
            .addSubcommand(new SendCommand(root))
            .addSubcommand(new TailCommand(root))
            .addSubcommand(new ExplainCommand(root))
            .addSubcommand(new ConfigCommand(root))
            .addSubcommand(DeadLetterCommand.commandLine(root))
            .addSubcommand(new PauseCommand(root))
            .addSubcommand(new ResumeCommand(root))
            .addSubcommand(new DrainCommand(root))
            .addSubcommand(SpoolCommand.commandLine(root))
            .addSubcommand(new ForgetCommand(root))
            .addSubcommand(new ImportCommand(root))
            .addSubcommand(new TransportsCommand(root))
            .addSubcommand(new AutoComplete.GenerateCompletion())
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.ansi()))
            .setUsageHelpWidth(HELP_WIDTH)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((e, args) -> root.misused(e))
            .setExecutionExceptionHandler((e, command, parsed) -> root.failed(e));
    commandLine.registerConverter(Duration.class, new DurationConverter());
    commandLine.setExecutionStrategy(
        parsed -> {
          TerminalSink.attach(terminal, root.verbose);
          root.arguments = List.copyOf(parsed.originalArgs());
          return new CommandLine.RunLast().execute(parsed);
        });
    return commandLine;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Terminal terminal() {
    return surroundings.terminal();
  }

  /** The configuration file that was named, or the default one. */
  Path configFile() {
    if (config != null) {
      return config;
    }
    String named = surroundings.environment().getOrDefault("ACS_EXPORT_CONFIG", "");
    return Path.of(named.isEmpty() ? DEFAULT_CONFIG : named);
  }

  /** The whole command line. */
  List<String> arguments() {
    return arguments;
  }

  /** What the management server's environment file says, and for the rest this process's own. */
  Map<String, String> environment() throws CommandException {
    if (environment == null) {
      environment = EnvironmentFile.over(surroundings.environment(), environmentFile);
    }
    return environment;
  }

  /** The folder that holds {@code lib} and {@code transports}. */
  Path homeDirectory() throws CommandException {
    Path directory = home != null ? home : surroundings.home();
    if (directory == null) {
      throw new CommandException(
          ExitCode.USAGE, "The installation's folder is not known: name it with --home DIR.");
    }
    return directory;
  }

  /** No sub-command was named. */
  @Override
  public Integer call() {
    commandLine(surroundings).usage(terminal().err(), terminal().ansi());
    return ExitCode.USAGE;
  }

  private int misused(CommandLine.ParameterException e) {
    terminal().complain(SafeText.oneLine(String.valueOf(e.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, terminal().err());
    terminal()
        .complain("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private int failed(Exception e) {
    if (verbose) {
      terminal().eraseProgress();
      e.printStackTrace(terminal().err());
    }
    if (e instanceof CommandException failure) {
      terminal().complain(failure.lines());
      return failure.exitCode();
    }
    if (e instanceof InterruptedException) {
      return ExitCode.INTERRUPTED;
    }
    terminal()
        .complain(
            "acs-export failed in a way it does not know: "
                + SafeText.oneLine(e.toString())
                + (verbose ? "" : "\nRun it again with --verbose to see where."));
    return ExitCode.SOFTWARE;
  }
}
