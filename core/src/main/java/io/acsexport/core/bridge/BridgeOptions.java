package io.acsexport.core.bridge;

import io.acsexport.core.reload.ReloadOptions;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the host tells the engine.
 *
 * @param home where the engine is installed; its {@code transports} directory holds the transports
 * @param configuration the configuration file
 * @param state the folder for what must be found again when the configuration cannot be read
 * @param node the host's own id of this server, or null where it has none
 */
record BridgeOptions(Path home, Path configuration, Path state, @Nullable String node) {

  /** The system property that names the {@code state} folder where the host does not. */
  static final String STATE_PROPERTY = "acs-export.state";

  /** Reads the options as they cross the border. */
  static BridgeOptions from(Map<String, Object> options) {
    Object node = options.get("node");
    return new BridgeOptions(
        path(options, "home"),
        path(options, "configuration"),
        state(options.get("state")),
        node == null ? null : node.toString());
  }

  private static Path state(@Nullable Object given) {
    String value = given == null ? System.getProperty(STATE_PROPERTY, "") : given.toString();
    return value.isBlank() ? ReloadOptions.DEFAULT_STATE : Path.of(value.strip());
  }

  private static Path path(Map<String, Object> options, String key) {
    Object value = options.get(key);
    if (value == null) {
      throw new IllegalArgumentException("option '" + key + "' is missing");
    }
    return Path.of(value.toString());
  }
}
