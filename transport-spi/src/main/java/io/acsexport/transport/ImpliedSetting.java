package io.acsexport.transport;

import java.util.Objects;

/**
 * What a setting comes to that the operator did not write, because another one decides it.
 *
 * @param value in place of the default
 * @param by key of the setting that decides it, such as {@code properties-file}
 */
public record ImpliedSetting(String value, String by) {

  /** Requires both. */
  public ImpliedSetting {
    Objects.requireNonNull(value, "value is null");
    Objects.requireNonNull(by, "by is null");
  }
}
