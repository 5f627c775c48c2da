package io.acsexport.core.reload;

import io.acsexport.core.config.ExporterConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * What an exporter is given beside its configuration.
 *
 * @param configuration the configuration file
 * @param transports where transports are installed
 * @param state the folder in which the last good configuration is kept; nothing is kept where it
 *     does not exist
 * @param environment what {@code ${NAME}} can name
 * @param node by which name this server is known under a configuration
 */
public record ReloadOptions(
    Path configuration,
    Path transports,
    Path state,
    Map<String, String> environment,
    Function<ExporterConfig, String> node) {

  /** The folder that the packages make for what the exporter keeps. */
  public static final Path DEFAULT_STATE = Path.of("/var/lib/acs-export");

  /** Makes the paths absolute. */
  public ReloadOptions {
    configuration = configuration.toAbsolutePath().normalize();
    transports = transports.toAbsolutePath().normalize();
    state = state.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
  }

  /** The variables may hold secrets. */
  @Override
  public String toString() {
    return "ReloadOptions[" + configuration + ", " + transports + ", " + state + "]";
  }
}
