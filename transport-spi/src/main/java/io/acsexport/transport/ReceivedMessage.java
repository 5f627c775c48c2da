package io.acsexport.transport;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message read back from the broker.
 *
 * @param location where it stands, in the broker's terms, such as {@code cs-0@42}
 * @param key key or routing key, or null where it has none
 * @param body its bytes, or null where it has none; not copied
 * @param headers its headers as text; immutable
 * @param time the broker's time stamp, or null where it has none
 */
public record ReceivedMessage(
    String location,
    @Nullable String key,
    byte @Nullable [] body,
    Map<String, String> headers,
    @Nullable Instant time) {

  /** Makes the headers immutable. */
  public ReceivedMessage {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** Names the message without its body. */
  @Override
  public String toString() {
    return "ReceivedMessage[" + location + "]";
  }
}
