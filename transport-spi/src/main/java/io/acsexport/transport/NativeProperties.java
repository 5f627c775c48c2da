package io.acsexport.transport;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of the broker's own client, passed through as the operator wrote them. Any of them may
 * be a secret, so printing shows the keys alone.
 */
public final class NativeProperties {

  private final Map<String, String> values;

  private NativeProperties(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Copies the map. */
  public static NativeProperties of(Map<String, String> values) {
    return new NativeProperties(values);
  }

  /** No properties. */
  public static NativeProperties none() {
    return new NativeProperties(Map.of());
  }

  /** The values by dotted key, secrets in clear; immutable, sorted by key. */
  public Map<String, String> reveal() {
    return values;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NativeProperties properties && properties.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
