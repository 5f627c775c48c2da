package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands for an exporter that runs, and the same where none does. */
class OperatingTest {

  private static final String BOTH = "main { transport = memory }\n other { transport = memory }";

  /** Short enough for a socket in it, which JUnit's own folder need not be. */
  private Path directory = Path.of("/");

  private CommandRun run = new CommandRun(directory);

  @BeforeEach
  void prepare() throws IOException {
    directory = Files.createTempDirectory(Path.of("/tmp"), "acs-cli-");
    run = new CommandRun(directory).withDestinations(BOTH);
    run.memory.broker = OperatingTest::refuseBadAtMain;
  }

  @AfterEach
  void cleanUp() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Outcome refuseBadAtMain(String destination, OutboundMessage message) {
    return destination.equals("main") && message.bodyLength() == 3
        ? Outcome.rejected(FailureCode.MESSAGE_INVALID, "a bad one")
        : Outcome.delivered();
  }

  @Test
  void theStatusOfAHealthyExporter() throws Exception {
    try (RunningExporter exporter = RunningExporter.of(run)) {
      exporter.publish("1", "event");
      await().until(exporter::isDone);

      CommandRun.Result result = run.run("status");

      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out())
          .contains("exports as node ms1; process " + ProcessHandle.current().pid())
          .contains("Accepted       1 events")
          .contains("DESTINATION      STATE      BACKLOG     SIZE   OLDEST")
          .containsPattern("(?m)^main +up +0 +0 B +- ");
      assertThat(result.out().lines())
          .filteredOn(line -> !line.contains(directory.toString()))
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
      JsonNode json = run.run("status", "--json").json();
      assertThat(json.path("destinations").path(1).path("delivered").asInt()).isEqualTo(1);
    }
  }

  @Test
  void theStatusTellsOfTroubleAndWhatToDo() throws Exception {
    run.memory.broker =
        (destination, message) ->
            destination.equals("main")
                ? Outcome.retry(Failure.of(FailureCode.AUTHORIZATION_FAILED, "no write on cs"))
                : Outcome.delivered();
    try (RunningExporter exporter = RunningExporter.of(run)) {
      exporter.publish("1", "event");
      await()
          .untilAsserted(
              () -> assertThat(run.run("status").out()).containsPattern("(?m)^main +blocked +1 "));

      CommandRun.Result result = run.run("status");

      assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(result.out())
          .contains("authorization-failed, ")
          .contains(": no write on cs")
          .contains("Give the user the permission named.");
    }
  }

  @Test
  void whereNoneRunsTheStatusReadsTheSpoolAndChangesNothing() throws Exception {
    assertThat(run.run("status").exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(directory.resolve("spool")).doesNotExist();
    try (RunningExporter exporter = RunningExporter.of(run)) {
      exporter.publish("1", "bad");
      await().until(exporter::isDone);
    }
    List<String> before = files();

    CommandRun.Result result = run.run("status");

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out())
        .startsWith("No exporter runs on this spool")
        .containsPattern("(?m)^main +stopped +0 +0 B +- +- +- +1$");
    JsonNode json = run.run("status", "--json").json();
    assertThat(json.path("running").asBoolean()).isFalse();
    assertThat(run.run("spool", "stats").out()).contains("In use    by no process");
    assertThat(run.run("spool", "check").out()).contains("2 records can be read, 0 cannot");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void deadLettersOfARunningExporter() throws Exception {
    try (RunningExporter exporter = RunningExporter.of(run)) {
      for (String id : List.of("id-0", "id-1", "id-2")) {
        exporter.publish(id, "bad");
      }
      await().until(exporter::isDone);
      run.memory.delivered.clear();
      deadLetters();
      await().until(() -> run.memory.delivered.size() == 1);
      assertThat(run.memory.delivered.get(0).id()).isEqualTo("id-1");
      assertThat(run.memory.delivered.get(0).headers()).containsKey("acs-replayed");
    }
  }

  @Test
  void deadLettersWhereNoneRuns() throws Exception {
    try (RunningExporter exporter = RunningExporter.of(run)) {
      for (String id : List.of("id-0", "id-1", "id-2")) {
        exporter.publish(id, "bad");
      }
      await().until(exporter::isDone);
    }
    run.memory.delivered.clear();
    deadLetters();
    assertThat(run.memory.delivered).isEmpty();
    CommandRun.Result drained = run.run("drain");
    assertThat(drained.exitCode()).as(drained.err()).isZero();
    assertThat(drained.out()).contains("main: 1 delivered").contains("other: 0 delivered");
    assertThat(run.memory.delivered.get(0).id()).isEqualTo("id-1");
  }

  private void deadLetters() {
    CommandRun.Result listed = run.run("deadletter", "list", "main");
    assertThat(listed.exitCode()).as(listed.err()).isZero();
    assertThat(listed.out().lines()).hasSize(4);
    assertThat(listed.out()).contains("message-invalid", "VM.START", "id-2");
    assertThat(run.run("deadletter", "list", "main", "--json").out().lines()).hasSize(3);
    assertThat(run.run("deadletter", "list", "other").out()).contains("no dead letters");

    CommandRun.Result shown = run.run("deadletter", "show", "main", "id-0");
    assertThat(shown.out()).contains("detail        a bad one").contains("description   bad");
    assertThat(run.run("deadletter", "show", "main", "none").exitCode()).isEqualTo(ExitCode.USAGE);

    CommandRun.Result unsaid = run.run("deadletter", "purge", "main");
    assertThat(unsaid.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unsaid.err()).contains("--all");
    assertThat(run.run("deadletter", "purge", "main", "--older-than", "1h").out())
        .contains("0 dead letters");
    assertThat(run.run("deadletter", "purge", "main", "id-0").out())
        .isEqualToIgnoringNewLines("1 dead letter of 'main' deleted.");
    run.memory.broker = (destination, message) -> Outcome.delivered();
    CommandRun.Result replayed = run.run("deadletter", "replay", "main", "id-1");
    assertThat(replayed.exitCode()).as(replayed.err()).isZero();
    assertThat(replayed.out()).startsWith("1 event ").contains("Order is not restored.");
    assertThat(run.run("deadletter", "list", "main", "--json").out())
        .contains("id-2")
        .hasLineCount(1);
  }

  @Test
  void aPauseHoldsAcrossRestartsAndDrainsUntilItIsEnded() throws Exception {
    try (RunningExporter exporter = RunningExporter.of(run)) {
      assertThat(run.run("pause", "main").out())
          .containsPattern(
              "'main' is paused since 20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\.");
      await()
          .untilAsserted(
              () -> assertThat(run.run("status").out()).containsPattern("(?m)^main +paused"));
      exporter.publish("1", "event");
      await().until(() -> run.memory.delivered.size() == 1);
    }
    CommandRun.Result status = run.run("status");
    assertThat(status.out()).contains("acs-export resume main");
    CommandRun.Result drained = run.run("drain");
    assertThat(drained.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(drained.out()).contains("main: 0 delivered").contains("1 undelivered");

    assertThat(run.run("resume", "main").out())
        .containsPattern("it was paused since 20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\.");
    assertThat(run.run("resume", "main").out()).contains("was not paused");
    assertThat(run.run("drain").exitCode()).isZero();
    assertThat(run.memory.delivered).hasSize(2);
    assertThat(run.run("pause", "nothing").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aCopiedSpoolIsDrained() throws Exception {
    run.memory.broker =
        (destination, message) ->
            Outcome.retry(Failure.of(FailureCode.BROKER_UNAVAILABLE, "not now"));
    try (RunningExporter exporter = RunningExporter.of(run)) {
      exporter.publish("1", "event");
      exporter.publish("2", "event");
    }
    Path copy = directory.resolve("copy");
    Process cp =
        new ProcessBuilder("cp", "-a", directory.resolve("spool").toString(), copy.toString())
            .start();
    assertThat(cp.waitFor()).isZero();
    run.withDestinations("main { transport = memory }");
    run.memory.broker = (destination, message) -> Outcome.delivered();

    CommandRun.Result result = run.run("drain", "--spool", copy.toString());

    assertThat(result.out()).contains("main: 2 delivered");
    assertThat(result.err()).contains("not configured here stay: other (2)");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.run("drain", "--spool", directory.resolve("none").toString()).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aRunningExporterIsNotDrainedByAnother() throws Exception {
    try (RunningExporter exporter = RunningExporter.of(run)) {
      CommandRun.Result result = run.run("drain");
      assertThat(result.exitCode()).isEqualTo(ExitCode.IO);
      assertThat(result.err()).contains("delivers by itself");
      assertThat(exporter.isDone()).isTrue();
    }
  }

  @Test
  void whatIsSentGoesThroughTheExporterThatRuns() throws Exception {
    try (RunningExporter exporter = RunningExporter.of(run)) {
      CommandRun.Result sent =
          run.withInput("{\"type\":\"T\",\"description\":\"fine\"}\n").run("send");
      assertThat(sent.exitCode()).as(sent.err()).isZero();
      assertThat(sent.out())
          .contains("1 event accepted by the exporter in process")
          .contains("main: done; 0 dead letters of them.");
      assertThat(run.memory.delivered).hasSize(2);
      assertThat(exporter.exporter.status().accepted()).isEqualTo(1);

      CommandRun.Result refused =
          run.withInput("{\"type\":\"T\",\"description\":\"bad\"}\nnonsense\n")
              .run("send", "-d", "main", "--json");
      assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(refused.json().path("destinations")).hasSize(1);
      assertThat(refused.json().path("destinations").path(0).path("deadLetters").asInt())
          .isEqualTo(1);
      assertThat(refused.json().path("unreadable").asInt()).isEqualTo(1);
      assertThat(run.memory.delivered).as("nothing for the other").hasSize(2);
    }
  }

  @Test
  void aRunningExporterForgetsWhatIsNoLongerConfigured() throws Exception {
    run.withDestinations(BOTH + "\n old { transport = memory }");
    RunningExporter.of(run).close();
    run.withDestinations(BOTH);
    try (RunningExporter exporter = RunningExporter.of(run)) {
      exporter.publish("1", "event");
      assertThat(run.run("status").out()).contains("no longer configured: old.");

      CommandRun.Result result = run.run("forget", "old", "--yes");

      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out()).contains("'old' is forgotten: 1 undelivered event");
      assertThat(directory.resolve("spool/old.cursor")).doesNotExist();
      assertThat(run.run("forget", "old", "--yes").exitCode()).isEqualTo(ExitCode.USAGE);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("spool"))) {
      return files.map(file -> file + " " + file.toFile().lastModified()).sorted().toList();
    }
  }
}
