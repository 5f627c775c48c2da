package io.acsexport.cli;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.config.StatusConfig;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.WhenFull;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acs-export send}. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Sends events through the whole engine and waits for the brokers.",
    description = {
      "As a management server would: masked, stored in a spool, filtered, delivered to every"
          + " destination. Waits until the brokers have confirmed them.",
      "Where an exporter runs with this configuration, the events go through it and its spool, if you"
          + " may use its control socket (its user or root); else through a temporary spool.",
      "Input is one JSON object a line with the fields category, type, source, resourceType,"
          + " resourceUuid, eventId, eventUuid, accountId, accountUuid, domainId and description; none"
          + " has to be there. Fields at and thread of captured events are ignored. A line that cannot"
          + " be read is named, and the others are sent."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export send events.jsonl                    Send events from a file.",
      "  acs-export send -d main --json < events.jsonl   To one destination; result for machines.",
      "  echo '{\"category\":\"ActionEvent\",\"type\":\"VM.CREATE\",\"description\":\"{}\"}' |"
          + " acs-export send -",
      "  acs-export send --spool /var/tmp/s events.jsonl Keep what is undelivered in a spool of yours.",
      "  acs-export send --spool /var/tmp/s /dev/null    Deliver what is still in it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Every line was read and delivered.",
      ExitCode.USAGE_LINE,
      "65:Lines could not be read, or events were refused by the engine or by a broker.",
      "66:The input cannot be read.",
      "69:Events remain undelivered; goes before 65.",
      ExitCode.SOFTWARE_LINE,
      "74:The spool cannot be used: in use, no space, or the disk failed.",
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class SendCommand implements Callable<Integer> {

  private final AcsExport root;

  @Mixin private final EventArguments arguments = new EventArguments();

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description =
          "Keep the spool here, and use no exporter that runs. Default: a temporary one, deleted when"
              + " all is delivered.")
  private @Nullable Path spool;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "How long to wait for delivery once all is read. Default: ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ZERO;

  @Option(names = "--json", description = "Print the summary as one JSON document.")
  private boolean json;

  SendCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    return arguments.use(root, "there is nowhere to send to.", this::call);
  }

  private int call(
      Installation installation, List<DestinationConfig> destinations, EventInput events)
      throws CommandException, IOException, InterruptedException {
    ControlClient running = spool == null ? running(installation) : null;
    if (running != null) {
      try (running) {
        return new SendThrough(
                running, root.terminal(), timeout, destinations, arguments.namesDestinations())
            .run(events, json);
      }
    }
    installation.checkSettings();
    SendReport report = send(installation, destinations, events);
    if (json) {
      root.terminal().print(Json.document(report.asJson()));
    } else {
      report.print(root.terminal());
    }
    return report.exitCode();
  }

  /** The exporter that runs; one that cannot be reached does not matter here. */
  private @Nullable ControlClient running(Installation installation) throws InterruptedException {
    try {
      return Running.on(installation.config().spool().directory());
    } catch (CommandException unreachable) {
      root.terminal().hint(unreachable.lines() + "\nUsing a temporary spool instead.");
      return null;
    }
  }

  private SendReport send(
      Installation installation, List<DestinationConfig> destinations, EventInput events)
      throws CommandException, IOException, InterruptedException {
    try (SendSpool directory = SendSpool.at(spool, root.terminal())) {
      ExporterConfig config = withSpool(installation.config(), destinations, directory.path());
      try (Exporter exporter = open(config, installation)) {
        directory.left(SendSpool.Left.UNDELIVERED);
        SendReport report = new SendRun(exporter, root.terminal(), timeout).run(events);
        directory.left(report.left());
        return report.withSpool(directory.kept());
      }
    }
  }

  private Exporter open(ExporterConfig config, Installation installation) throws CommandException {
    try {
      return Exporter.open(config, installation.node(), root.surroundings().clock());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.IO,
          "The spool cannot be opened: " + SafeText.oneLine(String.valueOf(e.getMessage())),
          e);
    }
  }

  /**
   * The configuration with another spool. A command may be held back by a full spool, unlike a
   * management server, so nothing is dropped.
   */
  static ExporterConfig withSpool(
      ExporterConfig config, List<DestinationConfig> destinations, Path spool) {
    List<DestinationConfig> holding = new ArrayList<>();
    for (DestinationConfig destination : destinations) {
      holding.add(destination.withWhenFull(WhenFull.HOLD));
    }
    return new ExporterConfig(
        config.node(),
        config.publishTimeout(),
        config.drainTimeout(),
        config.attributes(),
        config.redaction(),
        new SpoolOptions(
            spool,
            config.spool().maxSize(),
            config.spool().minFree(),
            config.spool().maxRecordSize(),
            config.spool().segmentSize(),
            config.spool().fsync()),
        // A port would be taken where the management server runs beside it.
        StatusConfig.NONE,
        holding);
  }
}
