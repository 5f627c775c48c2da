package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.control.Control;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What pausing and resuming share: with the exporter that runs, else for the next start. */
abstract class PauseChange implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AcsExport root;
  private final String request;

  @Parameters(paramLabel = "DESTINATION", arity = "1", description = "Its name.")
  private String destination = "";

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  /**
   * @param request what the control protocol calls it
   */
  PauseChange(AcsExport root, String request) {
    this.root = root;
    this.request = request;
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
            control.call(ControlClient.request(request).put("destination", destination), PATIENCE);
        root.terminal().print(json ? Json.document(result) : said(destination, result));
        return ExitCode.OK;
      }
    } catch (ControlException e) {
      throw Running.failed(e);
    } catch (IOException e) {
      throw Running.failed(e);
    }
  }

  /** What came of it, for people. */
  abstract String said(String name, JsonNode result);
}
