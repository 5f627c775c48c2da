package io.acsexport.rabbitmq;

import io.acsexport.transport.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes messages, with sequences that ascend. */
final class Messages {

  static final UUID SPOOL = new UUID(0, 2);

  private final String exchange;
  private long sequence;

  Messages(String exchange) {
    this.exchange = exchange;
  }

  OutboundMessage message(@Nullable String key, String routingKey, @Nullable String body) {
    return message(key, routingKey, bytes(body), Map.of(), Instant.now());
  }

  // javac 17 writes no type annotations for the parameters of a record's constructor.
  @SuppressWarnings("NullAway")
  OutboundMessage message(
      @Nullable String key,
      String routingKey,
      byte @Nullable [] body,
      Map<String, String> headers,
      Instant acceptedAt) {
    sequence++;
    return new OutboundMessage(
        "id-" + sequence,
        SPOOL,
        sequence,
        key,
        body,
        "text/plain",
        headers,
        Map.of("exchange.name", exchange, "routing-key", routingKey),
        acceptedAt.truncatedTo(ChronoUnit.MILLIS),
        0);
  }

  /** Many messages of a few keys, each with a number ascending within its key as its body. */
  List<OutboundMessage> numbered(int count, int keys) {
    List<OutboundMessage> messages = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      String key = "key-" + number % keys;
      messages.add(message(key, key, Integer.toString(number)));
    }
    return messages;
  }

  private static byte @Nullable [] bytes(@Nullable String body) {
    return body == null ? null : body.getBytes(StandardCharsets.UTF_8);
  }
}
