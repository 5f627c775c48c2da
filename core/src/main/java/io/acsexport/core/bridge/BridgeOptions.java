package io.acsexport.core.bridge;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the host tells the engine.
 *
 * @param home where the engine is installed; its {@code transports} directory holds the transports
 * @param configuration the configuration file
 * @param node the host's own id of this server, or null where it has none
 */
record BridgeOptions(Path home, Path configuration, @Nullable String node) {

  /** Reads the options as they cross the border. */
  static BridgeOptions from(Map<String, Object> options) {
    Object node = options.get("node");
    return new BridgeOptions(
        path(options, "home"),
        path(options, "configuration"),
        node == null ? null : node.toString());
  }

  private static Path path(Map<String, Object> options, String key) {
    Object value = options.get(key);
    if (value == null) {
      throw new IllegalArgumentException("option '" + key + "' is missing");
    }
    return Path.of(value.toString());
  }
}
