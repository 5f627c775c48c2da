package io.acsexport.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code acs-export deadletter}: what brokers finally refused. */
@Command(
    name = "deadletter",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Lists, shows, replays and purges what brokers finally refused.",
    description = {
      "A dead letter is an event that a broker refused for good, kept with the reason. Works with the"
          + " exporter that runs, and where none runs with its spool."
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export deadletter list main                       What was refused, and why.",
      "  acs-export deadletter show main 1099511627776         One, with its event.",
      "  acs-export deadletter replay main --code message-too-large",
      "  acs-export deadletter purge main --older-than 720h    Deletes old ones for good."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "64:The command line cannot be understood, or what it names is not there.",
      "65:Some dead letters could not be read, or were not replayed.",
      "69:The exporter that runs cannot be reached.",
      ExitCode.SOFTWARE_LINE,
      "74:The spool or its control socket cannot be used.",
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class DeadLetterCommand implements Callable<Integer> {

  private final AcsExport root;

  private DeadLetterCommand(AcsExport root) {
    this.root = root;
  }

  static CommandLine commandLine(AcsExport root) {
    return new CommandLine(new DeadLetterCommand(root))
        .addSubcommand(new DeadLetterListCommand(root))
        .addSubcommand(new DeadLetterShowCommand(root))
        .addSubcommand(new DeadLetterReplayCommand(root))
        .addSubcommand(new DeadLetterPurgeCommand(root));
  }

  @Override
  public Integer call() {
    root.terminal().complain("Try 'acs-export deadletter --help'.");
    return ExitCode.USAGE;
  }
}
