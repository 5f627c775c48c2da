package io.acsexport.transport;

import java.util.Objects;

/**
 * One unusable setting. The engine adds file and line.
 *
 * @param key path of the setting within {@code settings}, such as {@code producer.acks}
 * @param message what is wrong and what to write instead; never the value of a secret
 */
public record SettingProblem(String key, String message) {
  /** Requires both. */
  public SettingProblem {
    Objects.requireNonNull(key, "key is null");
    Objects.requireNonNull(message, "message is null");
  }
}
