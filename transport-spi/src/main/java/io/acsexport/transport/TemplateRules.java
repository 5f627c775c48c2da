package io.acsexport.transport;

import java.util.Objects;

/**
 * How the engine puts an event's parts into a template. The literal text of the template stands as
 * the operator wrote it; only what replaces a placeholder is changed.
 *
 * @param whenAbsent stands for a part that is null or empty
 * @param allowed the characters a part may contain, as the body of a regular-expression class such
 *     as {@code a-zA-Z0-9._-}; empty means any
 * @param replacement stands for each character that is not allowed
 */
public record TemplateRules(String whenAbsent, String allowed, String replacement) {

  /** Requires all three. */
  public TemplateRules {
    Objects.requireNonNull(whenAbsent, "whenAbsent is null");
    Objects.requireNonNull(allowed, "allowed is null");
    Objects.requireNonNull(replacement, "replacement is null");
  }

  /** Any character may stand; absent parts become {@code none}. */
  public static TemplateRules any() {
    return new TemplateRules("none", "", "");
  }

  /** Only these characters may stand, others become {@code -}; absent parts become {@code none}. */
  public static TemplateRules onlyAllowing(String allowed) {
    return new TemplateRules("none", allowed, "-");
  }
}
