package io.acsexport.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code acs-export spool}: a look at the files. */
@Command(
    name = "spool",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Counts what a spool holds, and looks for damage.",
    description = {
      "Reads the files and changes nothing, whether an exporter runs or not. Has to be run as their"
          + " owner or as root."
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export spool stats              Records, segments, and how far each destination has got.",
      "  acs-export spool check              Can every record be read?",
      "  acs-export spool check --spool DIR  Of another spool, such as a copied one."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Every record can be read.",
      ExitCode.USAGE_LINE,
      "65:Something is damaged.",
      "66:There is no such spool.",
      ExitCode.SOFTWARE_LINE,
      "74:The files cannot be read.",
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class SpoolCommand implements Callable<Integer> {

  private final AcsExport root;

  private SpoolCommand(AcsExport root) {
    this.root = root;
  }

  static CommandLine commandLine(AcsExport root) {
    return new CommandLine(new SpoolCommand(root))
        .addSubcommand(new SpoolStatsCommand(root))
        .addSubcommand(new SpoolCheckCommand(root));
  }

  @Override
  public Integer call() {
    root.terminal().complain("Try 'acs-export spool --help'.");
    return ExitCode.USAGE;
  }
}
