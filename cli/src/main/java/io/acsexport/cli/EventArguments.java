package io.acsexport.cli;

import io.acsexport.core.config.DestinationConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which events a command takes and for which destinations; the same for all that take any. */
final class EventArguments {

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "-",
      description = "The events; - is standard input, and the default.")
  private String input = "-";

  @Option(
      names = {"-d", "--destination"},
      paramLabel = "NAME",
      description = "Only this destination; may be given several times.")
  private List<String> names = new ArrayList<>();

  /** Whether some destinations are named rather than all meant. */
  boolean namesDestinations() {
    return !names.isEmpty();
  }

  /** What is done with the events. */
  interface Use {
    int of(Installation installation, List<DestinationConfig> destinations, EventInput events)
        throws CommandException, IOException, InterruptedException;
  }

  /**
   * Opens the configuration and the events, and uses them.
   *
   * @param otherwise what it means that no destination is configured, for the message
   * @return the exit code
   */
  int use(AcsExport root, String otherwise, Use use) throws CommandException, InterruptedException {
    try (Installation installation = Installation.open(root);
        EventInput events = EventInput.open(input, root)) {
      List<DestinationConfig> destinations = installation.destinations(names);
      if (destinations.isEmpty()) {
        throw new CommandException(
            ExitCode.CONFIGURATION, root.configFile() + " configures no destination: " + otherwise);
      }
      return use.of(installation, destinations, events);
    } catch (InterruptedIOException e) {
      throw new InterruptedException("interrupted while reading events");
    } catch (IOException e) {
      throw EventInput.unreadable(input, e);
    }
  }
}
