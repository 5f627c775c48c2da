package io.acsexport.cli;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.transport.Failure;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code acs-export tail}. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Shows the messages that a destination's broker holds.",
    description = {
      "Whoever wrote them, one a line: time, type, category, resource, key, body. Follows until"
          + " Ctrl-C.",
      "Reads independently of all consumers: it takes nothing from them and stores no position."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export tail main                         What arrives from now on.",
      "  acs-export tail main --from beginning        All that is there, then what arrives.",
      "  acs-export tail main --no-follow --json      All that is there, for machines.",
      "  acs-export tail main --from beginning -n 10  The ten oldest messages."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Read as far as asked for.",
      ExitCode.USAGE_LINE,
      "69:The broker cannot be reached or read from.",
      ExitCode.SOFTWARE_LINE,
      ExitCode.CONFIGURATION_LINE,
      ExitCode.INTERRUPTED_LINE
    })
final class TailCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(500);

  private final AcsExport root;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "DESTINATION",
      arity = "1",
      description = "Name of the destination in the configuration.")
  private String name = "";

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description =
          "Where to start: beginning or end. Default: end, or beginning with --no-follow.")
  private Tailable.@Nullable From from;

  @Option(
      names = {"-n", "--max"},
      paramLabel = "N",
      description = "Stop after so many messages.")
  private @Nullable Long max;

  @Option(
      names = {"--no-follow", "--exit-at-end"},
      description = "Stop when all that was there at the start is shown.")
  private boolean noFollow;

  @Option(names = "--json", description = "Print each message as one line of JSON.")
  private boolean json;

  TailCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    if (max != null && max < 1) {
      throw misuse("--max must be at least 1");
    }
    try (Installation installation = Installation.open(root)) {
      DestinationConfig destination = installation.destination(name);
      try (LooseTransport loose =
          LooseTransport.of(destination, installation, root.surroundings().clock())) {
        if (!(loose.transport() instanceof Tailable tailable)) {
          throw new CommandException(
              ExitCode.UNAVAILABLE,
              "Transport '" + destination.provider().name() + "' cannot read messages back.");
        }
        read(tailable);
        return ExitCode.OK;
      } catch (SettingException e) {
        throw installation.unusable(destination, e);
      } catch (TransportException e) {
        Failure failure = e.failure();
        throw new CommandException(
            ExitCode.UNAVAILABLE,
            "Destination '"
                + name
                + "' cannot be read ("
                + failure.code().label()
                + "): "
                + SafeText.oneLine(failure.detail())
                + "\n"
                + SafeText.oneLine(failure.remedy()),
            e);
      }
    }
  }

  private void read(Tailable tailable) throws TransportException, InterruptedException {
    Tailable.From start =
        from != null ? from : noFollow ? Tailable.From.BEGINNING : Tailable.From.END;
    long left = max == null ? Long.MAX_VALUE : max;
    MessagePrinter printer = new MessagePrinter(root.terminal(), json);
    try (Tailable.Tail tail = tailable.tail(start)) {
      if (!noFollow) {
        root.terminal().hint("Reading " + name + " from its " + word(start) + "; Ctrl-C ends.");
      }
      while (left > 0) {
        List<ReceivedMessage> messages = tail.poll(POLL);
        for (ReceivedMessage message : messages.subList(0, (int) Math.min(left, messages.size()))) {
          printer.print(message);
          left--;
        }
        // True when whoever read our output has gone, such as head(1).
        boolean unread = root.terminal().out().checkError();
        if (unread || (noFollow && tail.caughtUp())) {
          return;
        }
      }
    }
  }

  private static String word(Tailable.From from) {
    return switch (from) {
      case BEGINNING -> "beginning";
      case END -> "end";
    };
  }

  private ParameterException misuse(String message) {
    if (spec == null) {
      throw new IllegalStateException("the command was not made by picocli");
    }
    return new ParameterException(spec.commandLine(), message);
  }
}
