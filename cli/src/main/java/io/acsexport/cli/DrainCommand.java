package io.acsexport.cli;

import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.delivery.WorkerState;
import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.ForsakenDestinations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acs-export drain}. */
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Delivers what a spool holds, and ends.",
    description = {
      "For a spool on which no exporter runs: that of a management server that is stopped, or a copied"
          + " one of a server that is gone for good. The destinations are those of the configuration;"
          + " each goes on where it stopped. Nothing is dropped, and what is undelivered when this ends"
          + " stays in the spool.",
      "A copy of a spool whose server comes back would be delivered twice, with the same acs-id."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export drain                              Before a server is taken out of service.",
      "  acs-export drain --spool /mnt/old/spool       What a server that is gone left behind.",
      "  acs-export drain --timeout 10m --json         At most so long; for machines."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Everything was delivered.",
      "64:The command line cannot be understood, or there is no such spool.",
      "65:Brokers refused events, which are now dead letters.",
      "69:Something is undelivered: a broker, a paused destination, or one that is not configured.",
      ExitCode.SOFTWARE_LINE,
      "74:The spool cannot be used: an exporter runs on it, or the disk failed.",
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class DrainCommand implements Callable<Integer> {

  private static final long POLL_MILLIS = 100;
  private static final Duration LAST = Duration.ofSeconds(2);

  private final AcsExport root;

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description = "The spool. Default: that of the configuration.")
  private @Nullable Path spool;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long to go on at most. Default: until all is delivered.")
  private @Nullable Duration timeout;

  @Option(names = "--json", description = "Print the summary as one JSON document.")
  private boolean json;

  DrainCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    try (Installation installation = Installation.open(root)) {
      Path directory =
          spool != null ? spool.toAbsolutePath() : installation.config().spool().directory();
      if (!Files.exists(directory.resolve("spool.id"))) {
        throw new CommandException(ExitCode.USAGE, "There is no spool in " + directory + ".");
      }
      requireStopped(directory);
      Integer elsewhere = OwnerStep.instead(root, directory);
      if (elsewhere != null) {
        return elsewhere;
      }
      installation.checkSettings();
      return drain(installation, directory);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.IO, "The spool cannot be used: " + SafeText.oneLine(e.getMessage() + "."), e);
    }
  }

  private static void requireStopped(Path directory) throws CommandException, InterruptedException {
    try (ControlClient running = Running.on(directory)) {
      if (running != null) {
        throw new CommandException(
            ExitCode.IO,
            "Process "
                + running.process()
                + " runs an exporter on this spool, which delivers by itself: look with"
                + " 'acs-export status'.\nTo empty it for good, stop the management server first.");
      }
    }
  }

  private int drain(Installation installation, Path directory)
      throws IOException, InterruptedException {
    ExporterConfig config =
        SendCommand.withSpool(
            installation.config(), installation.config().destinations(), directory);
    long begin = System.nanoTime();
    try (Exporter exporter =
        Exporter.open(config, installation.node(), root.surroundings().clock())) {
      Map<String, Long> unconfigured = unconfigured(exporter);
      exporter.start();
      while (isUnderWay(exporter) && !isOver(begin)) {
        showProgress(exporter);
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      root.terminal().eraseProgress();
      boolean unused = exporter.stop(LAST);
      SendReport report =
          SendReport.of(
              new SendTally(root.terminal()),
              exporter.status().destinations().values(),
              System.nanoTime() - begin);
      return tell(report, unconfigured);
    }
  }

  private static Map<String, Long> unconfigured(Exporter exporter) throws IOException {
    Map<String, Long> backlogs = new LinkedHashMap<>();
    ForsakenDestinations forsaken = exporter.operations().forsaken();
    for (String name : forsaken.withCursor()) {
      long events = forsaken.kept(name).events();
      if (events > 0) {
        backlogs.put(name, events);
      }
    }
    return backlogs;
  }

  /** What is paused is not waited for. */
  private static boolean isUnderWay(Exporter exporter) {
    Collection<WorkerStatus> workers = exporter.status().destinations().values();
    return workers.stream()
        .anyMatch(worker -> worker.backlog().events() > 0 && worker.state() != WorkerState.PAUSED);
  }

  private boolean isOver(long beginNanos) {
    return timeout != null && System.nanoTime() - beginNanos >= timeout.toNanos();
  }

  private void showProgress(Exporter exporter) {
    if (root.terminal().showsProgress()) {
      root.terminal()
          .progress(
              exporter.status().destinations().values().stream()
                  .map(
                      worker ->
                          worker.destination()
                              + " "
                              + worker.state().name().toLowerCase(Locale.ROOT)
                              + ", "
                              + worker.backlog().events()
                              + " to go")
                  .collect(Collectors.joining(" | ")));
    }
  }

  private int tell(SendReport report, Map<String, Long> unconfigured) {
    int exitCode =
        report.exitCode() == ExitCode.OK && !unconfigured.isEmpty()
            ? ExitCode.UNAVAILABLE
            : report.exitCode();
    if (json) {
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      Map<String, @Nullable Object> all = report.asJson();
      document.put("ok", exitCode == ExitCode.OK);
      document.put("exitCode", exitCode);
      document.put("seconds", all.get("seconds"));
      document.put("destinations", all.get("destinations"));
      document.put("unconfigured", unconfigured);
      root.terminal().print(Json.document(document));
      return exitCode;
    }
    report.printDestinations(root.terminal());
    List<String> others = new ArrayList<>();
    unconfigured.forEach((name, events) -> others.add(name + " (" + events + ")"));
    if (!others.isEmpty()) {
      root.terminal()
          .complain(
              "Events of destinations that are not configured here stay: "
                  + String.join(", ", others)
                  + ".");
    }
    return exitCode;
  }
}
