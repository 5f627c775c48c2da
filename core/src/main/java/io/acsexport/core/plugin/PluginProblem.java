package io.acsexport.core.plugin;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Something under the transports' directory that could not be used. The other transports load all
 * the same.
 *
 * @param location the directory or file it is about
 * @param reason what is wrong, in a sentence without its full stop
 * @param action what the operator can do about it, likewise
 */
public record PluginProblem(Path location, String reason, String action) {

  /** Requires all three. */
  public PluginProblem {
    Objects.requireNonNull(location, "location is null");
    Objects.requireNonNull(reason, "reason is null");
    Objects.requireNonNull(action, "action is null");
  }

  /** One line for logs and terminals. */
  @Override
  public String toString() {
    return location + ": " + reason + "; " + action;
  }
}
