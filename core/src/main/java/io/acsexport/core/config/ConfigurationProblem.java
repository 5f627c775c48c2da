package io.acsexport.core.config;

import java.util.Objects;

/**
 * One thing that is wrong with the configuration.
 *
 * @param origin where it stands, such as {@code acs-export.conf:12}
 * @param path the key it is about, from the root of the file; empty where it is about the file
 * @param message what is wrong and what to write instead; never the value of a secret
 */
public record ConfigurationProblem(String origin, String path, String message) {

  /** Requires all three. */
  public ConfigurationProblem {
    Objects.requireNonNull(origin, "origin is null");
    Objects.requireNonNull(path, "path is null");
    Objects.requireNonNull(message, "message is null");
  }

  /** The problem on one line, as compilers write it. */
  @Override
  public String toString() {
    return path.isEmpty() ? origin + ": " + message : origin + ": " + path + ": " + message;
  }
}
