package io.acsexport.core.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says of an unknown key what may have been meant. */
final class UnknownKeys {

  private UnknownKeys() {}

  /** Looks for a near name beside it, then for its name in the blocks beside it. */
  static String hint(String key, ConfigValue value, SettingSpecs specs) {
    List<String> beside = specs.specs().stream().map(SettingSpec::key).toList();
    String nearest = NearestName.hint(key, beside);
    if (nearest.isEmpty()) {
      nearest = NearestName.hint(dotted(key, value), beside);
    }
    if (nearest.isEmpty()) {
      Map<String, String> below = new LinkedHashMap<>();
      collect("", specs, below);
      String path = below.get(key);
      if (path != null) {
        return "; did you mean '" + path + "'?";
      }
      nearest = "; known here: " + (beside.isEmpty() ? "none" : String.join(", ", beside));
    }
    return nearest;
  }

  /** The key {@code max.size} is a block {@code max} to HOCON. */
  private static String dotted(String key, ConfigValue value) {
    List<String> parts = new ArrayList<>(List.of(key));
    ConfigValue inner = value;
    while (inner instanceof ConfigObject block && block.size() == 1) {
      parts.addAll(block.keySet());
      inner = block.values().iterator().next();
    }
    return String.join(".", parts);
  }

  private static void collect(String prefix, SettingSpecs specs, Map<String, String> below) {
    for (SettingSpec spec : specs.specs()) {
      SettingSpecs children = spec.children();
      if (children != null) {
        for (SettingSpec child : children.specs()) {
          below.putIfAbsent(child.key(), prefix + spec.key() + "." + child.key());
        }
        collect(prefix + spec.key() + ".", children, below);
      }
    }
  }
}
