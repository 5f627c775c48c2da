package io.acsexport.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes messages, with sequences that ascend. */
final class Messages {

  static final UUID SPOOL = new UUID(0, 2);

  private final String topic;
  private long sequence;

  Messages(String topic) {
    this.topic = topic;
  }

  OutboundMessage message(@Nullable String key, @Nullable String body) {
    return message(topic, key, bytes(body), Instant.now());
  }

  OutboundMessage at(Instant acceptedAt, @Nullable String key, String body) {
    return message(topic, key, bytes(body), acceptedAt);
  }

  // javac 17 writes no type annotations for the parameters of a record's constructor.
  @SuppressWarnings("NullAway")
  OutboundMessage message(
      String to, @Nullable String key, byte @Nullable [] body, Instant acceptedAt) {
    sequence++;
    return new OutboundMessage(
        "id-" + sequence,
        SPOOL,
        sequence,
        key,
        body,
        "text/plain",
        Map.of("acs-id", "id-" + sequence, "acs-type", "VM.CREATE"),
        Map.of("topic", to),
        acceptedAt.truncatedTo(ChronoUnit.MILLIS),
        0);
  }

  /** Many messages of a few keys, each with a number ascending within its key as its body. */
  List<OutboundMessage> numbered(int from, int count, int keys) {
    List<OutboundMessage> messages = new ArrayList<>();
    IntStream.range(from, from + count)
        .forEach(number -> messages.add(message("key-" + number % keys, Integer.toString(number))));
    return messages;
  }

  /** That each key has all its {@linkplain #numbered numbers}, ascending. */
  static void assertInOrder(Map<String, List<String>> byKey, int count, int keys) {
    assertThat(byKey).hasSize(keys);
    for (int key = 0; key < keys; key++) {
      int remainder = key;
      assertThat(byKey.get("key-" + key))
          .containsExactlyElementsOf(
              IntStream.range(0, count)
                  .filter(number -> number % keys == remainder)
                  .mapToObj(Integer::toString)
                  .toList());
    }
  }

  private static byte @Nullable [] bytes(@Nullable String body) {
    return body == null ? null : body.getBytes(StandardCharsets.UTF_8);
  }
}
