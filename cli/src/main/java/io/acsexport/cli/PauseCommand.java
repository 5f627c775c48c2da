package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.control.Control;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class PauseCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AcsExport root;

  @Parameters(paramLabel = "DESTINATION", arity = "1", description = "Its name.")
  private String destination = "";

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  PauseCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    try (Installation installation = Installation.open(root)) {
      installation.destination(destination);
      Integer elsewhere = Running.asOwner(root, installation);
      if (elsewhere != null) {
        return elsewhere;
      }
      try (Control control = Running.control(root, installation)) {
        JsonNode result =
            control.call(ControlClient.request("pause").put("destination", destination), PATIENCE);
        root.terminal().print(json ? Json.document(result) : said(result));
        return ExitCode.OK;
      }
    } catch (ControlException e) {
      throw Running.failed(e);
    } catch (IOException e) {
      throw Running.failed(e);
    }
  }

  private String said(JsonNode result) {
    return "Destination '"
        + destination
        + "' is paused since "
        + result.path("pausedSince").asText()
        + ". Its backlog grows until: acs-export resume "
        + destination;
  }
}
