package io.acsexport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.event.ExportEvent.AcsReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFormatTest {

  @Test
  void everyFieldOfACapturedEventIsRead() throws UnreadableLineException {
    EventFormat.Parsed parsed =
        parse(
            """
            {"at":"2026-11-22T07:03:19Z","category":"ActionEvent","type":"ROLE.CREATE",\
            "source":"management-server","resourceType":"Role","resourceUuid":"f1b5","eventId":2,\
            "eventUuid":"0294","accountId":1,"accountUuid":"d5b5","domainId":3,"thread":"main",\
            "description":"{\\"a\\":\\"\\u00e9\\ud800\\"}"}""");

    assertThat(parsed.request())
        .isEqualTo(
            new PublishRequest(
                "0294",
                "ActionEvent",
                "ROLE.CREATE",
                "management-server",
                "Role",
                "f1b5",
                "{\"a\":\"\u00e9\ud800\"}",
                new AcsReference(2L, 1L, "d5b5", 3L)));
    assertThat(parsed.unknownFields()).isEmpty();
  }

  @Test
  void absentNullAndEmptyFieldsAreKeptApart() throws UnreadableLineException {
    PublishRequest request =
        parse("{\"type\":\"VM.CREATE\",\"category\":null,\"resourceUuid\":\"\"}").request();

    assertThat(request)
        .isEqualTo(new PublishRequest(null, null, "VM.CREATE", null, null, "", null, null));
  }

  @Test
  void unknownFieldsAreNamed() throws UnreadableLineException {
    assertThat(parse("{\"type\":\"A\",\"desciption\":\"b\"}").unknownFields())
        .containsExactly("desciption");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"A\"          | not JSON",
        "{\"type\":\"A\"} x       | not JSON",
        "{\"type\":\"A\",\"type\":\"B\"} | not JSON",
        "[1]                      | not a JSON object",
        "\"text\"                 | not a JSON object",
        "{}                       | all absent",
        "{\"type\":7}             | field 'type' is no text",
        "{\"type\":\"A\",\"eventId\":\"7\"} | field 'eventId' is no whole number",
        "{\"type\":\"A\",\"eventId\":1e99} | field 'eventId' is no whole number",
        "{\"description\":{}}     | field 'description' is no text"
      })
  void whatHoldsNoEventIsRefusedWithTheReason(String line, String reason) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(UnreadableLineException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] line = "{\"type\":\"?\"}".getBytes(UTF_8);
    line[9] = (byte) 0xff;

    assertThatThrownBy(() -> EventFormat.parse(line)).isInstanceOf(UnreadableLineException.class);
  }

  @Test
  void aReasonQuotesNoMoreThanAWordOfTheLine() {
    String word = "hunter2".repeat(10);

    assertThatThrownBy(() -> parse("{\"type\": " + word + "}"))
        .hasMessageContaining("hunter2")
        .hasMessageNotContaining(word)
        .hasMessageEndingWith("(column 10)");
  }

  private static EventFormat.Parsed parse(String line) throws UnreadableLineException {
    return EventFormat.parse(line.getBytes(UTF_8));
  }
}
