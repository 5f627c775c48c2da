package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import io.acsexport.core.control.StoppedStatus;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acs-export status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Shows what an exporter does: backlog, rates, errors, spool.",
    description = {
      "Asks the exporter in the running management server. Where none runs it reads the spool, changes"
          + " nothing, and says what is kept there.",
      "Has to be run as the owner of the spool's folder (cloud) or as root."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export status                   One look.",
      "  acs-export status --watch           Again and again, until Ctrl-C.",
      "  acs-export status --json            For machines.",
      "  acs-export status --spool DIR       Of another spool, such as a copied one."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:An exporter runs and delivers to every destination.",
      ExitCode.USAGE_LINE,
      "69:None runs, a destination is not delivered to (retrying, blocked, paused), or events are"
          + " refused because the spool has no room.",
      ExitCode.SOFTWARE_LINE,
      "74:The spool or its control socket cannot be used.",
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class StatusCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final AcsExport root;

  @Option(names = "--json", description = "Print one JSON document; with --watch one a line.")
  private boolean json;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "2s",
      paramLabel = "TIME",
      description = "Look again so often. Default: 2s.")
  private @Nullable Duration watch;

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description = "The spool to look at; the configuration is then not read.")
  private @Nullable Path spool;

  StatusCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Path directory = spool != null ? spool.toAbsolutePath() : configured();
    int exitCode = look(directory);
    while (watch != null) {
      root.terminal().out().flush();
      TimeUnit.MILLISECONDS.sleep(Math.max(100, watch.toMillis()));
      exitCode = look(directory);
    }
    return exitCode;
  }

  private Path configured() throws CommandException {
    try (Installation installation = Installation.open(root)) {
      return installation.config().spool().directory();
    } catch (CommandException e) {
      throw new CommandException(
          e.exitCode(),
          e.lines() + "\nName the folder with --spool DIR to look without the configuration.",
          e);
    }
  }

  private int look(Path directory) throws CommandException, InterruptedException {
    JsonNode status = status(directory);
    StatusReport report = new StatusReport(status, root.terminal());
    if (json) {
      root.terminal().print(watch == null ? Json.document(status) : Json.line(status));
    } else {
      String text = report.text();
      boolean clear = watch != null && root.terminal().outIsTerminal();
      root.terminal().print((clear ? CLEAR : "") + text);
    }
    return report.isWell() ? ExitCode.OK : ExitCode.UNAVAILABLE;
  }

  private JsonNode status(Path directory) throws CommandException, InterruptedException {
    try (ControlClient running = Running.on(directory)) {
      if (running != null) {
        return running.call(ControlClient.request("status"), PATIENCE);
      }
      return StoppedStatus.of(directory, root.surroundings().clock().instant());
    } catch (ControlException e) {
      throw Running.failed(e);
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "There is no spool in "
              + directory
              + ": no exporter has run with this configuration, or none may yet.",
          e);
    } catch (IOException e) {
      throw Running.failed(e);
    }
  }
}
