package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.transport.ImpliedSetting;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {

  private static final String CREATE =
      "{\"category\":\"ActionEvent\",\"type\":\"VM.CREATE\",\"resourceType\":\"VirtualMachine\","
          + "\"resourceUuid\":\"u1\",\"eventUuid\":\"e1\","
          + "\"description\":\"{\\\"password\\\":\\\"MARKER\\\"}\"}\n";
  private static final String USAGE =
      "{\"category\":\"UsageEvent\",\"type\":\"VOLUME.CREATE\",\"description\":\"v\"}\n";

  @TempDir private Path directory;
  private CommandRun run;

  @BeforeEach
  void prepare() {
    run =
        new CommandRun(directory)
            .withDestinations(
                """
                billing { transport = memory, format = cloudevents, include.category = UsageEvent }
                main { transport = memory, settings.topic = "cs-{category}", exclude.type = "VOL*" }
                """);
  }

  @Test
  void eachDestinationSaysWhatItTakesAsWhatOrWhichRuleKeepsItOut() {
    CommandRun.Result result = run.withInput(CREATE + USAGE).run("explain");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    List<String> lines = result.out().lines().map(String::stripTrailing).toList();
    assertThat(lines)
        .containsSubsequence(
            "line 1: VM.CREATE ActionEvent VirtualMachine u1; 1 value masked",
            "  billing (memory) does not take it",
            "    include.category: 'ActionEvent' matches none of UsageEvent",
            "  main (memory) takes it",
            "    topic              cs-ActionEvent",
            "    key                u1",
            "    format             acs, text/plain, 19 bytes",
            "    acs-id             e1",
            "    acs-category       ActionEvent",
            "line 2: VOLUME.CREATE UsageEvent - -",
            "  billing (memory) takes it",
            "    topic              cs  (default)",
            "    key                none, and no order",
            "  main (memory) does not take it",
            "    exclude.type: 'VOLUME.CREATE' matches VOL*");
    assertThat(result.out()).doesNotContain("acs-sequence", "acs-accepted", "****");
  }

  @Test
  void aTopicThatAnotherSettingDecidesIsShownInPlaceOfTheDefault() {
    run.memory.implied = Map.of("topic", new ImpliedSetting("stock", "properties-file"));

    assertThat(run.withInput(USAGE).run("explain").out())
        .contains("    topic              stock  (from properties-file)");
    assertThat(run.withInput(USAGE).run("explain", "--json").out())
        .contains("\"route\":{\"topic\":\"stock\"}");
    assertThat(run.withInput(CREATE).run("explain").out())
        .contains("    topic              cs-ActionEvent\n");
  }

  @Test
  void whereThatSettingCannotBeReadNothingIsExplained() {
    run.memory.impliedProblem = new SettingException("topic", "cannot be told");

    CommandRun.Result result = run.withInput(USAGE).run("explain");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.err()).contains("cannot be told");
  }

  @Test
  void bodiesAreShownOnRequestMaskedAsTheyWouldBeStored() {
    CommandRun.Result result = run.withInput(CREATE).run("explain", "-d", "main", "--body");

    assertThat(result.out()).contains("    body               {\"password\":\"****\"}");
    assertThat(result.out()).doesNotContain("MARKER", "billing");
  }

  @Test
  void nothingIsStoredAndNoTransportIsMade() throws IOException {
    run.memory.settingProblem = new SettingException("topic", "a transport was made");

    assertThat(run.withInput(CREATE).run("explain").exitCode()).isZero();
    assertThat(run.memory.delivered).isEmpty();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(run.config());
    }
  }

  @Test
  void forMachinesEachEventIsALine() throws JsonProcessingException {
    CommandRun.Result result = run.withInput(USAGE).run("explain", "--json");

    JsonNode event = new ObjectMapper().readTree(result.out());
    assertThat(event.get("line").intValue()).isEqualTo(1);
    assertThat(event.get("masked").intValue()).isZero();
    JsonNode billing = event.at("/destinations/0");
    assertThat(billing.get("taken").booleanValue()).isTrue();
    assertThat(billing.at("/route/topic").textValue()).isEqualTo("cs");
    assertThat(billing.get("key").isNull()).isTrue();
    assertThat(billing.get("format").textValue()).isEqualTo("cloudevents");
    assertThat(billing.get("contentType").textValue()).isEqualTo("application/cloudevents+json");
    assertThat(billing.at("/headers/acs-type").textValue()).isEqualTo("VOLUME.CREATE");
    JsonNode body = new ObjectMapper().readTree(billing.get("body").textValue());
    assertThat(body.get("data").textValue()).isEqualTo("v");
    JsonNode main = event.at("/destinations/1");
    assertThat(main.get("taken").booleanValue()).isFalse();
    assertThat(main.get("rule").textValue()).isEqualTo("exclude.type");
    assertThat(main.get("matched").textValue()).isEqualTo("VOL*");
    assertThat(main.get("value").textValue()).isEqualTo("VOLUME.CREATE");
  }

  @Test
  void badLinesAreNamedAndTheOthersExplained() {
    run.withConfiguration(
        "acs-export { destinations.main { transport = memory }, spool.max-event-size = 1 KiB }");
    String large = USAGE.replace("\"v\"", "\"" + "v".repeat(1025) + "\"");

    CommandRun.Result result =
        run.withInput("{broken\n\n" + large + USAGE).run("explain", "--json");

    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.err().lines())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).startsWith("line 1: not JSON: "))
        .anySatisfy(line -> assertThat(line).startsWith("line 3: ").contains("max-event-size"));
    assertThat(result.out().lines())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).startsWith("{\"line\":1,\"kind\":\"unreadable\""))
        .anySatisfy(line -> assertThat(line).startsWith("{\"line\":3,\"kind\":\"too-large\""))
        .anySatisfy(line -> assertThat(line).startsWith("{\"line\":4,").contains("\"taken\":true"));
  }

  @Test
  void fieldsThatNoEventHasAreNamed() {
    CommandRun.Result result =
        run.withInput("{\"typ\":\"X\",\"category\":\"UsageEvent\"}\n").run("explain");

    assertThat(result.out()).contains("field 'typ' is unknown and not sent");
  }

  @Test
  void whatIsExplainedIsWhatIsSent() throws IOException {
    Path file = directory.resolve("events.jsonl");
    try (InputStream events =
        Objects.requireNonNull(
            ExplainCommandTest.class.getResourceAsStream(
                "/io/acsexport/testing/cloudstack-events.jsonl"))) {
      Files.copy(events, file);
    }
    List<String> explained = new ArrayList<>();
    for (String line :
        run.run("explain", "-d", "main", "--json", file.toString()).out().lines().toList()) {
      JsonNode event = new ObjectMapper().readTree(line);
      JsonNode main = event.at("/destinations/0");
      if (main.get("taken").booleanValue()) {
        explained.add(
            main.at("/route/topic").textValue()
                + main.get("key").textValue()
                + main.get("contentType").textValue()
                + main.get("body").textValue());
      }
    }
    assertThat(run.run("send", "-d", "main", file.toString()).exitCode()).isZero();

    assertThat(run.memory.delivered.stream().map(ExplainCommandTest::described).toList())
        .hasSizeLessThan(220)
        .hasSizeGreaterThan(100)
        .isEqualTo(explained);
  }

  @Test
  void anUnknownDestinationAndAMissingFileAreSaid() {
    assertThat(run.run("explain", "-d", "mian").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.run("explain", "no.jsonl").exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(run.withDestinations("").run("explain").exitCode())
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  private static String described(OutboundMessage message) {
    byte[] body = Objects.requireNonNull(message.body());
    return message.route("topic") + message.key() + message.contentType() + SafeText.utf8(body);
  }
}
