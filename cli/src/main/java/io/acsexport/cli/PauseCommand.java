package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code acs-export pause}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Stops delivery to a destination until it is resumed.",
    description = {
      "Batches under way are awaited, then the connection is closed. Events go on being stored for it:"
          + " its backlog grows, and when the spool is full its when-full rule holds. The pause"
          + " outlasts restarts; the status and a line in the log at each start tell of it.",
      "Works with the exporter that runs; where none runs it holds for the next start."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export pause main               Before work on the broker of main.",
      "  acs-export pause main --json        For machines."
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
final class PauseCommand extends PauseChange {

  PauseCommand(AcsExport root) {
    super(root, "pause");
  }

  @Override
  String said(String name, JsonNode result) {
    return "Destination '"
        + name
        + "' is paused since "
        + result.path("pausedSince").asText()
        + ". Its backlog grows until: acs-export resume "
        + name;
  }
}
