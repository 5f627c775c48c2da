package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import io.acsexport.core.engine.ForsakenDestinations;
import io.acsexport.core.engine.ForsakenDestinations.Kept;
import io.acsexport.core.spool.SpoolLockedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code acs-export forget}. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Gives up what is kept for a destination that is no longer configured.",
    description = {
      "A destination that is taken out of the configuration keeps its place in the spool, its"
          + " backlog and its dead letters, in case it comes back. This deletes them for good: should"
          + " it come back, it is a new destination.",
      "Works with the exporter that runs, once it runs without that destination; and where none runs."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export forget old               Says what would be lost, and asks.",
      "  acs-export forget old --yes         Does not ask.",
      "  acs-export forget old --yes --json  For machines."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Forgotten; or you answered no, and nothing was done.",
      "64:The command line cannot be understood, or nothing is kept by that name.",
      ExitCode.SOFTWARE_LINE,
      "74:The spool cannot be used: in use, or the disk failed.",
      "78:The configuration cannot be used, or the destination is still in it.",
      ExitCode.INTERRUPTED_LINE
    })
final class ForgetCommand implements Callable<Integer> {

  private static final int LONGEST_ANSWER = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final AcsExport root;

  @Parameters(paramLabel = "NAME", arity = "1", description = "Name that the destination had.")
  private String name = "";

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--json", description = "Print what was given up as one JSON document.")
  private boolean json;

  ForgetCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    try (Installation installation = Installation.open(root)) {
      requireRemoved(installation);
      Path spool = installation.config().spool().directory();
      Kept known = keptByRunning(spool);
      if (known != null) {
        return forgetRunning(spool, known);
      }
      Integer elsewhere = OwnerStep.instead(root, spool);
      if (elsewhere != null) {
        return elsewhere;
      }
      // Opened anew after the answer: nobody is to be kept from the spool by a forgotten prompt.
      Kept kept;
      try (ForsakenDestinations forsaken = open(installation)) {
        kept = find(forsaken);
      }
      if (!yes && !confirmed(kept)) {
        root.terminal().complain("Nothing was deleted.");
        return ExitCode.OK;
      }
      try (ForsakenDestinations forsaken = open(installation)) {
        kept = find(forsaken);
        forsaken.forget(name);
      }
      tell(kept);
      return ExitCode.OK;
    } catch (InterruptedIOException e) {
      throw new InterruptedException("interrupted while waiting for an answer");
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.IO, "The spool cannot be used: " + SafeText.oneLine(e.getMessage() + "."), e);
    }
  }

  /** What a running exporter keeps, or null where none runs. */
  private @Nullable Kept keptByRunning(Path spool) throws CommandException, InterruptedException {
    return askRunning(spool, "forsaken");
  }

  private int forgetRunning(Path spool, Kept known)
      throws CommandException, InterruptedException, IOException {
    if (!yes && !confirmed(known)) {
      root.terminal().complain("Nothing was deleted.");
      return ExitCode.OK;
    }
    Kept given = askRunning(spool, "forget");
    if (given == null) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "The exporter ended meanwhile; nothing was deleted. Try again.");
    }
    tell(given);
    return ExitCode.OK;
  }

  /** Connects anew each time: a prompt may be left open for long. */
  private @Nullable Kept askRunning(Path spool, String command)
      throws CommandException, InterruptedException {
    try (ControlClient running = Running.on(spool)) {
      if (running == null) {
        return null;
      }
      JsonNode kept =
          running.call(ControlClient.request(command).put("destination", name), PATIENCE);
      return new Kept(
          kept.path("events").asLong(),
          kept.path("oldest").isNull() ? null : Instant.parse(kept.path("oldest").asText()),
          kept.path("deadLetters").asLong());
    } catch (ControlException e) {
      throw Running.failed(e);
    } catch (IOException e) {
      throw Running.failed(e);
    }
  }

  private void tell(Kept kept) {
    root.terminal()
        .print(
            json
                ? Json.document(asJson(kept))
                : "Destination '" + name + "' is forgotten: " + loss(kept) + " given up.");
  }

  private void requireRemoved(Installation installation) throws CommandException {
    for (DestinationConfig destination : installation.config().destinations()) {
      if (destination.name().equals(name)) {
        throw new CommandException(
            ExitCode.CONFIGURATION,
            "Destination '"
                + name
                + "' is still configured in "
                + root.configFile()
                + ".\nTake it out there and restart the management server first.");
      }
    }
  }

  private ForsakenDestinations open(Installation installation)
      throws CommandException, IOException {
    try {
      return ForsakenDestinations.open(installation.config(), root.surroundings().clock());
    } catch (SpoolLockedException e) {
      throw new CommandException(
          ExitCode.IO,
          SafeText.oneLine(e.getMessage() + ".")
              + "\nStop the management server, run this again, and start it.",
          e);
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.USAGE, "There is no spool in " + e.getFile() + ": nothing is kept.", e);
    }
  }

  private Kept find(ForsakenDestinations forsaken) throws CommandException, IOException {
    Set<String> names = forsaken.names();
    if (!names.contains(name)) {
      throw new CommandException(
          ExitCode.USAGE,
          "Nothing is kept for a destination '"
              + SafeText.oneLine(name)
              + "'. No longer configured, but kept: "
              + (names.isEmpty() ? "none" : String.join(", ", names))
              + ".");
    }
    return forsaken.kept(name);
  }

  private boolean confirmed(Kept kept) throws CommandException, IOException {
    if (!root.surroundings().inIsTerminal()) {
      throw new CommandException(
          ExitCode.USAGE,
          "Forgetting '"
              + name
              + "' would give up "
              + loss(kept)
              + ". Nobody can be asked here:"
              + " give --yes to do it.");
    }
    root.terminal()
        .complain(
            "Forgetting '" + name + "' gives up " + loss(kept) + " for good. Type yes to do it:");
    LineReader answers =
        new LineReader(new InterruptibleInput(root.surroundings().in()), LONGEST_ANSWER);
    String answer =
        answers.next() ? new String(answers.bytes(), StandardCharsets.UTF_8).strip() : "";
    return answer.toLowerCase(Locale.ROOT).equals("yes");
  }

  private static String loss(Kept kept) {
    Instant oldest = kept.oldest();
    return Wording.count(kept.events(), "undelivered event")
        + (oldest == null ? "" : " (the oldest of " + oldest + ")")
        + " and "
        + Wording.count(kept.deadLetters(), "dead letter");
  }

  /** Field names of this form are kept: programs read them. */
  private Map<String, @Nullable Object> asJson(Kept kept) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("destination", name);
    document.put("undelivered", kept.events());
    document.put("oldest", kept.oldest() == null ? null : kept.oldest().toString());
    document.put("deadLetters", kept.deadLetters());
    return document;
  }
}
