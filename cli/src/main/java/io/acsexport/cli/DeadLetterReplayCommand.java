package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.control.Control;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import io.acsexport.core.control.LetterSelection;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acs-export deadletter replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Has the events of dead letters delivered again, to this destination alone.",
    description = {
      "Each goes to the end of the spool with its old id and a new sequence, and leaves the dead"
          + " letters; refused again, it is back among them. Order is not restored: later events of"
          + " the same resource were delivered before. Consumers know such messages by the header"
          + " acs-replayed.",
      "Remove the cause first: 'deadletter show' says what it is."
    })
final class DeadLetterReplayCommand implements Callable<Integer> {

  private final AcsExport root;

  @Mixin private LetterOptions letters = new LetterOptions();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  DeadLetterReplayCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    String destination = letters.destination();
    LetterSelection selection = letters.selection(root.surroundings().clock());
    try (Installation installation = Installation.open(root)) {
      installation.destination(destination);
      Integer elsewhere = Running.asOwner(root, installation);
      if (elsewhere != null) {
        return elsewhere;
      }
      try (Control control = Running.control(root, installation)) {
        JsonNode result =
            control.call(
                ControlClient.request("replay", destination, selection), DeadLetters.PATIENCE);
        return report(destination, result, control instanceof ControlClient);
      }
    } catch (ControlException e) {
      throw Running.failed(e);
    } catch (IOException e) {
      throw Running.failed(e);
    }
  }

  private int report(String destination, JsonNode result, boolean running) {
    boolean whole = result.path("stopped").isNull() && result.path("unreadable").asLong() == 0;
    if (json) {
      root.terminal().print(Json.document(result));
    } else {
      root.terminal()
          .print(
              Wording.count(result.path("replayed").asLong(), "event")
                  + (running
                      ? " under way to '" + destination + "' again."
                      : " stored for '" + destination + "' again; delivered after the next start.")
                  + " Order is not restored.");
      if (result.path("unreadable").asLong() > 0) {
        root.terminal()
            .complain(
                Wording.count(result.path("unreadable").asLong(), "dead letter")
                    + " cannot be replayed, since the event in it cannot be read.");
      }
      if (!result.path("stopped").isNull()) {
        root.terminal()
            .complain("Stopped: " + SafeText.oneLine(result.path("stopped").asText()) + ".");
      }
    }
    return whole ? ExitCode.OK : ExitCode.DATA;
  }
}
