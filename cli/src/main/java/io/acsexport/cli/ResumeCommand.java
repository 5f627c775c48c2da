package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code acs-export resume}. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Ends a pause: delivery goes on where it stopped.",
    description = {
      "In order, and with nothing left out that the spool still has.",
      "Works with the exporter that runs; where none runs it holds for the next start."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export resume main              After it.",
      "  acs-export resume main --json       For machines."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done; also where it was so already.",
      "64:The command line cannot be understood, or there is no such destination.",
      "69:The exporter that runs cannot be reached.",
      ExitCode.SOFTWARE_LINE,
      "74:The spool or its control socket cannot be used.",
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class ResumeCommand extends PauseChange {

  ResumeCommand(AcsExport root) {
    super(root, "resume");
  }

  @Override
  String said(String name, JsonNode result) {
    return "Destination '"
        + name
        + (result.path("pausedSince").isNull()
            ? "' was not paused."
            : "' is resumed; it was paused since " + result.path("pausedSince").asText() + ".");
  }
}
