package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code acs-export deadletter list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Lists the dead letters of a destination, oldest first.")
final class DeadLetterListCommand implements Callable<Integer> {

  private final AcsExport root;

  @Parameters(paramLabel = "DESTINATION", arity = "1", description = "Its name.")
  private String destination = "";

  @Option(names = "--json", description = "Print one JSON object a line, for machines.")
  private boolean json;

  private long count;

  DeadLetterListCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    try (Installation installation = Installation.open(root)) {
      long unreadable = DeadLetters.each(installation, destination, this::print);
      if (!json && count == 0) {
        root.terminal().print("Destination '" + destination + "' has no dead letters.");
      }
      if (unreadable > 0) {
        root.terminal()
            .complain(Wording.count(unreadable, "dead letter") + " cannot be read (damaged).");
        return ExitCode.DATA;
      }
      return ExitCode.OK;
    }
  }

  private void print(JsonNode letter) {
    if (json) {
      root.terminal().print(Json.line(letter));
      return;
    }
    if (count++ == 0) {
      root.terminal()
          .print(
              root.terminal()
                  .styled("bold", row("NUMBER", "GIVEN UP", "CODE", "TYPE", "EVENT ID")));
    }
    root.terminal()
        .print(
            row(
                letter.path("number").asText(),
                letter.path("failedAt").asText().replaceFirst("\\.\\d+Z", "Z"),
                letter.path("code").asText(),
                letter.path("type").asText("-"),
                letter.path("id").asText("unreadable")));
  }

  private static String row(String... cells) {
    return SafeText.oneLine(
        String.format(Locale.ROOT, "%-16s %-20s %-19s %-22s %s", (Object[]) cells));
  }
}
