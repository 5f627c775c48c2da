package io.acsexport.core.redaction;

import java.util.Set;

/** Stand-in. */
public record RedactionOptions(boolean enabled, Set<String> keys) {
  public static final Set<String> DEFAULT_KEYS = Set.of("password", "sessionkey");

  public static RedactionOptions defaults() {
    return new RedactionOptions(true, DEFAULT_KEYS);
  }
}
