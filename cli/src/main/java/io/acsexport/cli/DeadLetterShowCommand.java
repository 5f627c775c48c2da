package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import io.acsexport.core.control.DeadLetterDocument;
import io.acsexport.core.control.LetterSelection;
import io.acsexport.core.control.StoppedControl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code acs-export deadletter show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Shows one dead letter with its event and what to do about it.")
final class DeadLetterShowCommand implements Callable<Integer> {

  private final AcsExport root;

  @Parameters(index = "0", paramLabel = "DESTINATION", description = "Its name.")
  private String destination = "";

  @Parameters(
      index = "1",
      paramLabel = "ID",
      description = "Number of the dead letter, or id of its event.")
  private String name = "";

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  DeadLetterShowCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    try (Installation installation = Installation.open(root)) {
      installation.destination(destination);
      JsonNode letter = find(installation.config().spool().directory());
      if (json) {
        root.terminal().print(Json.document(letter));
      } else {
        letter
            .properties()
            .forEach(
                field ->
                    root.terminal()
                        .print(
                            String.format(
                                Locale.ROOT,
                                "%-13s %s",
                                field.getKey(),
                                SafeText.oneLine(field.getValue().asText("-")))));
      }
      return ExitCode.OK;
    }
  }

  private JsonNode find(Path spool) throws CommandException, InterruptedException {
    LetterSelection wanted = new LetterSelection(Set.of(name), null, null);
    try (ControlClient running = Running.on(spool)) {
      if (running != null) {
        return running.call(
            ControlClient.request("dead-letter", destination, wanted), DeadLetters.PATIENCE);
      }
      List<JsonNode> found = new ArrayList<>();
      StoppedControl.deadLetters(
          spool,
          destination,
          letter -> {
            if (found.isEmpty() && wanted.test(letter)) {
              found.add(DeadLetterDocument.of(letter, true));
            }
          });
      if (found.isEmpty()) {
        throw new CommandException(
            ExitCode.USAGE, "Destination '" + destination + "' has no such dead letter.");
      }
      return found.get(0);
    } catch (ControlException e) {
      throw Running.failed(e);
    } catch (IOException e) {
      throw Running.failed(e);
    }
  }
}
