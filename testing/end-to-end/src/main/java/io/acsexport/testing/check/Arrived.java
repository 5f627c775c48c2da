package io.acsexport.testing.check;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as an independent consumer saw it.
 *
 * @param key its key, or null
 * @param body its value, or null
 * @param headers its headers
 * @param routingKey with which routing key, or null on a broker that has none
 */
public record Arrived(
    @Nullable String key,
    @Nullable String body,
    Map<String, String> headers,
    @Nullable String routingKey) {

  /** On a broker that knows no routing keys. */
  public Arrived(@Nullable String key, @Nullable String body, Map<String, String> headers) {
    this(key, body, headers, null);
  }

  /** The event's id, by which consumers drop repeats; empty where there is none. */
  public String id() {
    return headers.getOrDefault("acs-id", "");
  }
}
