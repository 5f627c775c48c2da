package io.acsexport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command through the whole engine, with a transport in memory at its end. */
class SendCommandTest {

  private static final String GOOD =
      "{\"category\":\"ActionEvent\",\"type\":\"VM.CREATE\",\"resourceType\":\"VirtualMachine\","
          + "\"resourceUuid\":\"u1\",\"eventUuid\":\"e1\",\"description\":\"{}\"}\n";
  private static final String USAGE =
      "{\"category\":\"UsageEvent\",\"type\":\"VOLUME.CREATE\",\"description\":\"v\"}\n";

  @TempDir private Path directory;
  private CommandRun run;

  @BeforeEach
  void prepare() {
    run = new CommandRun(directory).withDestinations("main { transport = memory }");
  }

  @Test
  void theCapturedEventsArriveInOrderMaskedAndOnce() throws IOException {
    Path file = directory.resolve("events.jsonl");
    try (InputStream events = resource("/io/acsexport/testing/cloudstack-events.jsonl")) {
      Files.copy(events, file);
    }

    CommandRun.Result result = run.run("send", file.toString(), "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode json = result.json();
    assertThat(json.get("read").intValue()).isEqualTo(220);
    assertThat(json.get("accepted").intValue()).isEqualTo(220);
    assertThat(json.at("/destinations/0/delivered").intValue()).isEqualTo(220);
    assertThat(json.at("/destinations/0/undelivered").intValue()).isZero();
    assertThat(json.get("spool").isNull()).isTrue();
    assertThat(run.memory.delivered).hasSize(220);
    assertThat(run.memory.delivered).extracting(OutboundMessage::sequence).isSorted();
    assertThat(run.memory.delivered)
        .allSatisfy(message -> assertThat(body(message)).doesNotContain("EXAMPLEsessionkey"));
  }

  /** As the transport 'log' does without a file; it delivers nothing where lines are dropped. */
  @Test
  void whereTheDestinationIsTheLogEventsAreShownWithoutVerbose() {
    Logger events = LoggerFactory.getLogger("io.acsexport.log.events");
    run.memory.broker =
        (destination, message) -> {
          if (!events.isInfoEnabled()) {
            return Outcome.retry(Failure.of(FailureCode.CONFIGURATION, "dropped"));
          }
          events.info("Event for {}: {}", destination, message.id());
          return Outcome.delivered();
        };

    CommandRun.Result result = run.withInput(GOOD).run("send", "-", "--timeout", "10s");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.err()).contains("INFO events: Event for main: e1");
  }

  @Test
  void anEventArrivesWithItsFieldsAsHeaders() {
    CommandRun.Result result = run.withInput(GOOD).run("send", "-");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(run.memory.delivered)
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.id()).isEqualTo("e1");
              assertThat(message.key()).isEqualTo("u1");
              assertThat(body(message)).isEqualTo("{}");
              assertThat(message.headers())
                  .containsEntry("acs-type", "VM.CREATE")
                  .containsEntry("acs-category", "ActionEvent")
                  .containsEntry("acs-resource-type", "VirtualMachine");
            });
    assertThat(result.out()).contains("1 event accepted").contains("main: 1 delivered");
  }

  @Test
  void linesThatCannotBeReadAreNamedAndTheOthersSent() {
    CommandRun.Result result =
        run.withInput(GOOD + "{broken\n\n" + USAGE + "[]\n").run("send", "--json");

    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.memory.delivered).hasSize(2);
    assertThat(result.err().lines())
        .anySatisfy(line -> assertThat(line).startsWith("line 2: not JSON: "))
        .anySatisfy(line -> assertThat(line).isEqualTo("line 5: not a JSON object"));
    JsonNode json = result.json();
    assertThat(json.get("unreadable").intValue()).isEqualTo(2);
    assertThat(json.at("/problems/0/line").intValue()).isEqualTo(2);
    assertThat(json.at("/problems/1/reason").textValue()).isEqualTo("not a JSON object");
  }

  @Test
  void anEventTooLargeIsRefusedWithItsLineAndTheOthersSent() {
    String large = "{\"type\":\"A\",\"description\":\"" + "x".repeat(2 << 20) + "\"}\n";

    CommandRun.Result result = run.withInput(large + GOOD).run("send");

    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.err()).contains("line 1: refused (too-large)");
    assertThat(result.err()).doesNotContain("xxxxxxxxxx");
    assertThat(run.memory.delivered).hasSize(1);
  }

  @Test
  void aMisspeltFieldIsToldOnce() {
    String misspelt = "{\"type\":\"A\",\"desciption\":\"b\"}\n";

    CommandRun.Result result = run.withInput(misspelt + misspelt).run("send");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).containsOnlyOnce("field 'desciption' is unknown");
  }

  @Test
  void whatRemainsUndeliveredIsExplainedAndKeptForTheNextTime() throws IOException {
    run.memory.broker =
        (destination, message) ->
            Outcome.retry(Failure.of(FailureCode.CONNECTION_FAILED, "refused: mq1:9092"));

    CommandRun.Result first =
        run.withInput(GOOD + USAGE).run("send", "--timeout", "300ms", "--json");

    assertThat(first.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    JsonNode main = first.json().at("/destinations/0");
    assertThat(main.get("undelivered").intValue()).isEqualTo(2);
    assertThat(main.get("failure").textValue()).isEqualTo("connection-failed");
    assertThat(main.get("detail").textValue()).isEqualTo("refused: mq1:9092");
    String spool = first.json().get("spool").textValue();
    assertThat(first.err()).contains("--spool " + spool);

    run.memory.broker = (destination, message) -> Outcome.delivered();
    CommandRun.Result second = run.withInput("").run("send", "--spool", spool);

    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(run.memory.delivered).hasSize(2);
    deleteTree(Path.of(spool));
  }

  @Test
  void aDestinationInTroubleIsTextTooAndDoesNotHoldTheOther() {
    run.withDestinations("main { transport = memory }\nblind { transport = memory }");
    run.memory.broker =
        (destination, message) ->
            destination.equals("blind")
                ? Outcome.delivered()
                : Outcome.retry(Failure.of(FailureCode.AUTHORIZATION_FAILED, "WRITE denied"));

    CommandRun.Result result =
        run.withInput(GOOD)
            .run("send", "--timeout", "200ms", "--spool", directory.resolve("kept").toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out())
        .contains("blind: 1 delivered")
        .contains("main: 0 delivered")
        .contains("BLOCKED, authorization-failed: WRITE denied")
        .contains(FailureCode.AUTHORIZATION_FAILED.remedy());
  }

  @Test
  void whatABrokerRefusesIsCountedAsDeadLetter() {
    run.memory.broker =
        (destination, message) ->
            message.id().equals("e1")
                ? Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, "over 1 MB")
                : Outcome.delivered();

    CommandRun.Result result =
        run.withInput(GOOD + USAGE)
            .run(
                "send",
                "--json",
                "--timeout",
                "10s",
                "--spool",
                directory.resolve("kept").toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.json().at("/destinations/0/deadLetters").intValue()).isEqualTo(1);
    assertThat(result.json().at("/destinations/0/delivered").intValue()).isEqualTo(1);
  }

  @Test
  void onlyTheNamedDestinationGetsTheEventsAndFiltersApply() {
    run.withDestinations(
        "main { transport = memory, include { category = [UsageEvent] } }\n"
            + "other { transport = memory }");

    CommandRun.Result result = run.withInput(GOOD + USAGE).run("send", "-d", "main", "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.json().get("destinations")).hasSize(1);
    assertThat(result.json().at("/destinations/0/filtered").intValue()).isEqualTo(1);
    assertThat(run.memory.delivered)
        .extracting(message -> message.headers().get("acs-category"))
        .containsExactly("UsageEvent");
  }

  @Test
  void progressIsShownOnATerminalOnly() {
    CommandRun.Result piped = run.withInput(GOOD).run("send");
    CommandRun.Result watched = run.withInput(GOOD).onTerminal().run("send");

    assertThat(piped.err()).isEmpty();
    assertThat(watched.err()).contains("stored | main").contains("\r\u001b[K");
    assertThat(watched.out()).doesNotContain("stored | main");
  }

  @Test
  void whatMakesSendingImpossibleIsToldAtOnce() {
    CommandRun.Result noFile = run.run("send", directory.resolve("none.jsonl").toString());
    run.memory.settingProblem = new SettingException("topic", "is too long");
    CommandRun.Result settings = run.withInput(GOOD).run("send");
    CommandRun.Result nowhere = run.withDestinations("").withInput(GOOD).run("send");

    assertThat(noFile.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(noFile.err()).contains("none.jsonl");
    assertThat(settings.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(settings.err()).contains("is too long");
    assertThat(nowhere.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(nowhere.err()).contains("no destination");
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(SendCommandTest.class.getResourceAsStream(name), name);
  }

  private static String body(OutboundMessage message) {
    byte[] body = message.body();
    return body == null ? "" : new String(body, UTF_8);
  }

  private static void deleteTree(Path path) throws IOException {
    try (var files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }
}
