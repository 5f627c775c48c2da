package io.acsexport.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboundMessageTest {

  private final Map<String, String> headers = new HashMap<>(Map.of("acs-id", "e1"));
  private final OutboundMessage message =
      new OutboundMessage(
          "e1",
          new UUID(1, 2),
          7,
          "key",
          new byte[] {1},
          "text/plain",
          headers,
          Map.of("topic", "cs"),
          Instant.EPOCH,
          0);

  @Test
  void aRepeatDiffersInItsCountAlone() {
    OutboundMessage repeat = message.withPriorSends(2);

    assertThat(repeat.priorSends()).isEqualTo(2);
    assertThat(repeat.withPriorSends(0)).isEqualTo(message);
    assertThat(repeat.headers()).isSameAs(message.headers());
    assertThat(repeat.route()).isSameAs(message.route());
  }

  @Test
  void headersAreFixedWhenItIsMade() {
    headers.put("acs-id", "other");

    assertThat(message.headers()).isEqualTo(Map.of("acs-id", "e1"));
  }
}
