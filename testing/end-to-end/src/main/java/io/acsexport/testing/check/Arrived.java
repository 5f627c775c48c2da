package io.acsexport.testing.check;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as an independent consumer saw it.
 *
 * @param key its key, or null
 * @param body its value, or null
 * @param headers its headers
 */
public record Arrived(@Nullable String key, @Nullable String body, Map<String, String> headers) {

  /** The event's id, by which consumers drop repeats; empty where there is none. */
  public String id() {
    return headers.getOrDefault("acs-id", "");
  }
}
