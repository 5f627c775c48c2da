package io.acsexport.cli;

import io.acsexport.core.control.LetterSelection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters, of which destination, a command means. */
final class LetterOptions {

  @Parameters(index = "0", paramLabel = "DESTINATION", description = "Name of the destination.")
  private String destination = "";

  @Parameters(
      index = "1..*",
      paramLabel = "ID",
      description = "Number of a dead letter, or id of its event; several may be given.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "Every dead letter of the destination.")
  private boolean all;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      description = "Those given up so long ago, such as 12h.")
  private @Nullable Duration olderThan;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "Those that failed with this code, such as message-too-large.")
  private @Nullable String code;

  String destination() {
    return destination;
  }

  /** What was chosen. */
  LetterSelection selection(Clock clock) throws CommandException {
    boolean none = names.isEmpty() && olderThan == null && code == null;
    if (none != all) {
      throw new CommandException(
          ExitCode.USAGE,
          all
              ? "--all cannot be given together with what chooses some."
              : "Say which dead letters: their numbers or event ids, --older-than, --code, or"
                  + " --all.");
    }
    return new LetterSelection(
        Set.copyOf(names), olderThan == null ? null : clock.instant().minus(olderThan), code);
  }
}
