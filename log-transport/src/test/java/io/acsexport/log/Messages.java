package io.acsexport.log;

import io.acsexport.transport.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes messages, with sequences that ascend. */
final class Messages {

  static final UUID SPOOL = new UUID(0, 2);
  static final Instant ACCEPTED = Instant.parse("2026-11-22T07:03:18.123Z");

  private long sequence;

  OutboundMessage message(@Nullable String key, @Nullable String body) {
    return message(key, body == null ? null : body.getBytes(StandardCharsets.UTF_8));
  }

  // javac 17 writes no type annotations for the parameters of a record's constructor.
  @SuppressWarnings("NullAway")
  OutboundMessage message(@Nullable String key, byte @Nullable [] body) {
    sequence++;
    return new OutboundMessage(
        "id-" + sequence,
        SPOOL,
        sequence,
        key,
        body,
        "text/plain",
        Map.of("acs-type", "VM.CREATE"),
        Map.of(),
        ACCEPTED,
        0);
  }

  /** Messages whose bodies are their numbers, each padded to a length. */
  List<OutboundMessage> numbered(int from, int to, int length) {
    List<OutboundMessage> messages = new ArrayList<>();
    for (int number = from; number < to; number++) {
      messages.add(message("key", String.format("%-" + length + "d", number)));
    }
    return messages;
  }
}
