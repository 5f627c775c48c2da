package io.acsexport.core.plugin;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transport that can be used.
 *
 * @param name what the operator writes after {@code transport =}
 * @param version its own version, for people
 * @param location its directory, or null where it was handed over rather than found
 */
public record InstalledTransport(String name, String version, @Nullable Path location) {

  /** Requires name and version. */
  public InstalledTransport {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(version, "version is null");
  }
}
