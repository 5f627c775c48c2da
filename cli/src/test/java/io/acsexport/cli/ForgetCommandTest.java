package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a spool where the destination old has two undelivered events and one dead letter. */
class ForgetCommandTest {

  private static final String EVENT = "{\"type\":\"T\",\"description\":\"%s\"}\n";

  @TempDir private Path directory;
  private CommandRun run;

  @BeforeEach
  void prepare() {
    run =
        new CommandRun(directory)
            .withDestinations("main { transport = memory }\n old { transport = memory }");
    run.memory.broker =
        (destination, message) -> {
          if (destination.equals("main")) {
            return Outcome.delivered();
          }
          return message.bodyLength() == 3
              ? Outcome.rejected(FailureCode.MESSAGE_INVALID, "a bad one")
              : Outcome.retry(Failure.of(FailureCode.BROKER_UNAVAILABLE, "not now"));
        };
    send("bad");
    send("first");
    send("second");
    run.withDestinations("main { transport = memory }");
  }

  private void send(String body) {
    run.withInput(EVENT.formatted(body))
        .run("send", "--timeout", "300ms", "--spool", directory.resolve("spool").toString());
  }

  @Test
  void cursorAndDeadLettersGoAndTheOthersStay() {
    CommandRun.Result result = run.run("forget", "old", "--yes");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .startsWith("Destination 'old' is forgotten: 2 undelivered events (the oldest of 2")
        .contains(") and 1 dead letter given up.");
    assertThat(directory.resolve("spool/old.cursor")).doesNotExist();
    assertThat(directory.resolve("spool/dead-letters/old")).doesNotExist();
    assertThat(directory.resolve("spool/main.cursor")).exists();
    assertThat(run.run("forget", "old", "--yes").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void machinesAreToldWhatWasGivenUp() {
    JsonNode json = run.run("forget", "old", "--yes", "--json").json();

    assertThat(json.get("destination").textValue()).isEqualTo("old");
    assertThat(json.get("undelivered").longValue()).isEqualTo(2);
    assertThat(json.get("oldest").textValue()).endsWith("Z");
    assertThat(json.get("deadLetters").longValue()).isEqualTo(1);
  }

  @Test
  void onATerminalItAsksAndOnlyYesIsYes() {
    CommandRun.Result refused = run.onTerminal().withInput("y\n").run("forget", "old");
    assertThat(refused.exitCode()).isZero();
    assertThat(refused.err())
        .contains("gives up 2 undelivered events", "Type yes", "Nothing was deleted.");
    assertThat(directory.resolve("spool/old.cursor")).exists();

    assertThat(run.withInput(" YES \n").run("forget", "old").out()).contains("is forgotten");
    assertThat(directory.resolve("spool/old.cursor")).doesNotExist();
  }

  @Test
  void whereNobodyCanBeAskedItWantsToBeToldAndSaysWhatWouldBeLost() {
    CommandRun.Result result = run.run("forget", "old");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("2 undelivered events").contains("--yes");
    assertThat(directory.resolve("spool/old.cursor")).exists();
  }

  @Test
  void whatIsConfiguredOrUnknownIsRefused() {
    CommandRun.Result configured = run.run("forget", "main", "--yes");
    assertThat(configured.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(configured.err()).contains("'main' is still configured").contains("restart");
    assertThat(directory.resolve("spool/main.cursor")).exists();

    for (String name : new String[] {"odl", "../spool", "..", ""}) {
      CommandRun.Result unknown = run.run("forget", name, "--yes");
      assertThat(unknown.exitCode()).as(name).isEqualTo(ExitCode.USAGE);
      assertThat(unknown.err()).contains("No longer configured, but kept: old.");
    }
    assertThat(directory.resolve("spool/old.cursor")).exists();
  }

  @Test
  void aRunningExporterKeepsItsSpool() throws IOException {
    SpoolOptions options =
        new SpoolOptions(
            directory.resolve("spool"),
            1 << 30,
            1L << 20,
            1 << 20,
            16 << 20,
            Duration.ofSeconds(1));
    try (Spool held = Spool.open(options, Clock.systemUTC())) {
      held.openCursor("main", StartAt.LATEST, WhenFull.DROP_OLDEST);

      CommandRun.Result result = run.run("forget", "old", "--yes");

      assertThat(result.exitCode()).isEqualTo(ExitCode.IO);
      assertThat(result.err())
          .contains("is in use by")
          .contains("Stop the management server, run this again, and start it.");
    }
    assertThat(directory.resolve("spool/old.cursor")).exists();
  }

  @Test
  void withoutASpoolNothingIsMade() throws IOException {
    run.withConfiguration("acs-export.spool.directory = none\n");

    CommandRun.Result result = run.run("forget", "old", "--yes");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("There is no spool in ").contains("nothing is kept");
    assertThat(Files.exists(directory.resolve("none"))).isFalse();
  }
}
