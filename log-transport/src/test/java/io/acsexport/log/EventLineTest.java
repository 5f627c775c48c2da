package io.acsexport.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.ReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLineTest {

  private final EventLine lines = new EventLine();
  private final Messages messages = new Messages();

  @Test
  void aLineHasTheFieldsThatAreDocumented() {
    assertThat(text(lines.encode(messages.message("k", "{\"a\":\"ü\"}"))))
        .isEqualTo(
            """
            {"id":"id-1","time":"2026-11-22T07:03:18.123Z","key":"k","contentType":"text/plain",\
            "headers":{"acs-type":"VM.CREATE"},"body":"{\\"a\\":\\"ü\\"}"}
            """);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    ReceivedMessage message = roundTrip(messages.message("k", "a\nb\u0000ü😀"));
    assertThat(message.key()).isEqualTo("k");
    assertThat(body(message)).isEqualTo("a\nb\u0000ü😀");
    assertThat(message.headers()).containsEntry("acs-type", "VM.CREATE").hasSize(1);
    assertThat(message.time()).isEqualTo(Messages.ACCEPTED);
    assertThat(message.location()).isEqualTo("here");
  }

  @Test
  void anAbsentKeyAndBodyStayAbsentAndEmptyOnesEmpty() {
    ReceivedMessage absent = roundTrip(messages.message(null, (String) null));
    assertThat(absent.key()).isNull();
    assertThat(absent.body()).isNull();
    ReceivedMessage empty = roundTrip(messages.message("", ""));
    assertThat(empty.key()).isEmpty();
    assertThat(body(empty)).isEmpty();
  }

  @Test
  void bytesThatAreNoTextSurvive() {
    byte[] bytes = {(byte) 0xFF, 0, (byte) 0xC3, '\n'};
    assertThat(roundTrip(messages.message("k", bytes)).body()).isEqualTo(bytes);
  }

  @Test
  void anUnpairedSurrogateBecomesAQuestionMark() {
    assertThat(roundTrip(messages.message("a\uD800b", "x")).key()).isEqualTo("a?b");
  }

  @Test
  void fieldsOfANewerVersionAreSkipped() {
    ReceivedMessage message =
        lines.decode("here", bytes("{\"x\":{\"y\":[1]},\"id\":\"i\",\"z\":3,\"body\":\"b\"}"));
    assertThat(body(message)).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no json", "[]", "{}", "{\"id\":\"i\"}x", "{\"id\":\"i\",\"time\":\"t\"}"})
  void whatIsNoEventIsShownAsItStands(String line) {
    ReceivedMessage message = lines.decode("here", bytes(line));
    assertThat(body(message)).isEqualTo(line);
    assertThat(message.headers()).isEmpty();
  }

  @Test
  void aLineCutAnywhereIsShownAsItStands() {
    byte[] whole = lines.encode(messages.message("k", "{\"a\":1}"));
    for (int length = 0; length < whole.length - 2; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(lines.decode("here", cut).body()).as(text(cut)).isEqualTo(cut);
    }
  }

  private ReceivedMessage roundTrip(OutboundMessage message) {
    byte[] line = lines.encode(message);
    assertThat(text(line)).endsWith("\n");
    assertThat(text(line).indexOf('\n')).isEqualTo(line(line).length());
    return lines.decode("here", Arrays.copyOf(line, line.length - 1));
  }

  private static String line(byte[] bytes) {
    return text(bytes).substring(0, text(bytes).length() - 1);
  }

  private static @Nullable String body(ReceivedMessage message) {
    return message.body() == null ? null : text(message.body());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
