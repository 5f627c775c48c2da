package io.acsexport.cli;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.engine.RoutePreview;
import io.acsexport.core.event.EventRefusedException;
import io.acsexport.transport.ImpliedSetting;
import io.acsexport.transport.SettingException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acs-export explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Shows which destinations take an event, and as what.",
    description = {
      "For each event: the destinations that take it, with topic or routing key, ordering key,"
          + " format and headers, and the rule that keeps it from the others. Secrets are masked as"
          + " they would be before the event is stored.",
      "Connects to nothing, stores nothing, sends nothing. Input is as for send. What an event gets"
          + " only when it is stored, time and sequence, is left out of the headers."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export explain events.jsonl                   What becomes of the events of a file.",
      "  acs-export explain -d billing --body events.jsonl One destination, bodies included.",
      "  acs-export explain --json < events.jsonl          A line of JSON for each event.",
      "  echo '{\"category\":\"ActionEvent\",\"type\":\"VM.CREATE\",\"description\":\"{}\"}' |"
          + " acs-export explain"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Every line was read and explained.",
      ExitCode.USAGE_LINE,
      "65:Lines could not be read, or events would be refused.",
      "66:The input cannot be read.",
      ExitCode.SOFTWARE_LINE,
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class ExplainCommand implements Callable<Integer> {

  private final AcsExport root;

  @Mixin private final EventArguments arguments = new EventArguments();

  @Option(names = "--body", description = "Show the bodies, too; --json always does.")
  private boolean body;

  @Option(names = "--json", description = "Print each event as one line of JSON.")
  private boolean json;

  ExplainCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    return arguments.use(
        root,
        "no event is taken by any.",
        (installation, destinations, events) ->
            explainAll(
                events,
                implied(installation, destinations),
                new RoutePreview(
                    installation.config(),
                    destinations,
                    installation.node(),
                    root.surroundings().clock())));
  }

  private static Map<String, Map<String, ImpliedSetting>> implied(
      Installation installation, List<DestinationConfig> destinations) throws CommandException {
    Map<String, Map<String, ImpliedSetting>> implied = new HashMap<>();
    for (DestinationConfig destination : destinations) {
      try {
        implied.put(destination.name(), destination.provider().implied(destination.settings()));
      } catch (SettingException e) {
        throw installation.unusable(destination, e);
      }
    }
    return implied;
  }

  private int explainAll(
      EventInput events, Map<String, Map<String, ImpliedSetting>> implied, RoutePreview preview)
      throws IOException, InterruptedException {
    PreviewPrinter printer = new PreviewPrinter(root.terminal(), implied, body, json);
    int exitCode = ExitCode.OK;
    // True when whoever read our output has gone, such as head(1).
    while (events.next() && !root.terminal().out().checkError()) {
      try {
        EventFormat.Parsed parsed = events.event();
        printer.print(events.number(), preview.of(parsed.request()), parsed.unknownFields());
      } catch (UnreadableLineException e) {
        printer.printProblem(events.number(), "unreadable", e.reason());
        exitCode = ExitCode.DATA;
      } catch (EventRefusedException e) {
        String kind = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        printer.printProblem(events.number(), kind, String.valueOf(e.getMessage()));
        exitCode = ExitCode.DATA;
      }
    }
    return exitCode;
  }
}
