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

/** {@code acs-export deadletter purge}. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Deletes dead letters for good.")
final class DeadLetterPurgeCommand implements Callable<Integer> {

  private final AcsExport root;

  @Mixin private LetterOptions letters = new LetterOptions();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  DeadLetterPurgeCommand(AcsExport root) {
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
                ControlClient.request("purge", destination, selection), DeadLetters.PATIENCE);
        root.terminal()
            .print(
                json
                    ? Json.document(result)
                    : Wording.count(result.path("purged").asLong(), "dead letter")
                        + " of '"
                        + destination
                        + "' deleted.");
        return ExitCode.OK;
      }
    } catch (ControlException e) {
      throw Running.failed(e);
    } catch (IOException e) {
      throw Running.failed(e);
    }
  }
}
