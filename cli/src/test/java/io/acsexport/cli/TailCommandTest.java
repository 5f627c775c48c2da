package io.acsexport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailCommandTest {

  private static final Instant TIME = Instant.parse("2026-11-22T07:03:18.796Z");

  @TempDir private Path directory;
  private CommandRun run;

  @BeforeEach
  void prepare() {
    run =
        new CommandRun(directory)
            .withDestinations("main { transport = memory }\nblind { transport = memory }");
  }

  @Test
  void aMessageIsOneLineOfTimeTypeCategoryResourceKeyAndBody() {
    run.memory.stored.add(
        new ReceivedMessage(
            "cs-0@42",
            "f1b5",
            "{\"event\": \"ROLE.CREATE\"}".getBytes(UTF_8),
            Map.of(
                "acs-accepted", "2026-11-22T07:03:19.729Z",
                "acs-type", "ROLE.CREATE",
                "acs-category", "ActionEvent",
                "acs-resource-type", "Role",
                "acs-resource-uuid", "f1b5"),
            TIME));

    CommandRun.Result result = run.run("tail", "main", "--no-follow");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .isEqualToIgnoringNewLines(
            "2026-11-22T07:03:19.729Z ROLE.CREATE ActionEvent Role/f1b5 f1b5"
                + " {\"event\": \"ROLE.CREATE\"}");
  }

  @Test
  void aMessageOfAnotherProducerIsShownAsFarAsItGoes() {
    run.memory.stored.add(message("test".getBytes(UTF_8)));
    run.memory.stored.add(bare());

    CommandRun.Result result = run.run("tail", "main", "--exit-at-end");

    assertThat(result.out().lines())
        .containsExactly("2026-11-22T07:03:18.796Z - - - - test", "- - - - - -");
  }

  @Test
  void controlCharactersReachNoTerminal() {
    run.memory.stored.add(message("a\u001b[2Jb\r\nc\u009bd\u202ee".getBytes(UTF_8)));

    CommandRun.Result text = run.onTerminal().run("tail", "main", "--no-follow");
    CommandRun.Result json = run.run("tail", "main", "--no-follow", "--json");

    assertThat(text.out()).contains("a\\u001b[2Jb\\r\\nc\\u009bd\\u202ee");
    assertThat(json.out()).matches("\\A[\\x20-\\x7e]+\\R\\z");
    assertThat(json.json().get("body").textValue()).isEqualTo("a\u001b[2Jb\r\nc\u009bd\u202ee");
  }

  @Test
  void machinesGetALineOfJsonForEachMessage() throws JsonProcessingException {
    run.memory.stored.add(message("{}".getBytes(UTF_8)));
    run.memory.stored.add(message(new byte[] {(byte) 0xc3, 0x28}));

    CommandRun.Result result = run.run("tail", "main", "--no-follow", "--json");

    String[] lines = result.out().split("\\R");
    assertThat(lines).hasSize(2);
    JsonNode text = new ObjectMapper().readTree(lines[0]);
    assertThat(text.get("location").textValue()).isEqualTo("cs-0@1");
    assertThat(text.get("time").textValue()).isEqualTo(TIME.toString());
    assertThat(text.get("body").textValue()).isEqualTo("{}");
    JsonNode binary = new ObjectMapper().readTree(lines[1]);
    assertThat(binary.get("body").isNull()).isTrue();
    assertThat(binary.get("bodyBase64").textValue()).isEqualTo("wyg=");
  }

  @Test
  void itStopsAfterTheNumberAskedFor() {
    for (int i = 0; i < 5; i++) {
      run.memory.stored.add(message(("n" + i).getBytes(UTF_8)));
    }

    CommandRun.Result result = run.run("tail", "main", "--max", "2");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("n0").contains("n1").doesNotContain("n2");
    assertThat(run.run("tail", "main", "--max", "0").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void itStartsAtTheEndUnlessToldOtherwiseOrNotFollowing() {
    run.memory.stored.add(message(new byte[0]));
    run.run("tail", "main", "-n", "1");
    run.run("tail", "main", "-n", "1", "--from", "beginning");
    run.run("tail", "main", "--no-follow");
    run.run("tail", "main", "--no-follow", "--from", "end");

    assertThat(run.memory.tails)
        .containsExactly(
            Tailable.From.END, Tailable.From.BEGINNING, Tailable.From.BEGINNING, Tailable.From.END);
  }

  @Test
  void ctrlCEndsTheReading() {
    Thread.currentThread().interrupt();

    CommandRun.Result result = run.run("tail", "main");

    assertThat(result.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(result.err()).doesNotContain("\tat ");
  }

  @Test
  void whatCannotBeReadIsExplained() {
    run.memory.tailFailure =
        new TransportException(FailureCode.AUTHORIZATION_FAILED, "topic cs: READ denied", null);

    CommandRun.Result refused = run.run("tail", "main");
    CommandRun.Result unable = run.run("tail", "blind");
    CommandRun.Result unknown = run.run("tail", "other");

    assertThat(refused.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(refused.err())
        .contains("authorization-failed")
        .contains("topic cs: READ denied")
        .contains(FailureCode.AUTHORIZATION_FAILED.remedy())
        .doesNotContain("\tat ");
    assertThat(unable.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(unable.err()).contains("cannot read messages back");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("blind, main");
  }

  @Test
  void verboseShowsWhereAFailureComesFrom() {
    run.memory.tailFailure =
        new TransportException(FailureCode.CONNECTION_FAILED, "refused", new Exception("why"));

    CommandRun.Result result = run.run("tail", "main", "--verbose");

    assertThat(result.err()).contains("\tat ").contains("why");
  }

  private static ReceivedMessage message(byte[] body) {
    return new ReceivedMessage("cs-0@1", null, body, Map.of(), TIME);
  }

  @SuppressWarnings("NullAway") // Does not see in class files that an array may be null.
  private static ReceivedMessage bare() {
    return new ReceivedMessage("cs-0@2", null, null, Map.of(), null);
  }
}
