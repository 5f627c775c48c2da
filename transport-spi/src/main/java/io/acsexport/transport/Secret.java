package io.acsexport.transport;

import java.util.Objects;

/**
 * A value that must not be seen: prints as {@code ****}, and is no record so that nothing prints
 * it.
 */
public final class Secret {

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /** Wraps a value. */
  public static Secret of(String value) {
    return new Secret(Objects.requireNonNull(value, "value is null"));
  }

  /** The value, for the broker's client and nobody else. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "****";
  }
}
