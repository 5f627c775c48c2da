package io.acsexport.transport;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a block, in the order in which the reference lists them.
 *
 * @param specs with unique keys; immutable
 */
public record SettingSpecs(List<SettingSpec> specs) {

  /** Copies the list and refuses a key that stands twice. */
  public SettingSpecs {
    specs = List.copyOf(specs);
    Set<String> keys = new HashSet<>();
    for (SettingSpec spec : specs) {
      if (!keys.add(spec.key())) {
        throw new IllegalArgumentException("setting '" + spec.key() + "' is declared twice");
      }
    }
  }

  /** Of these settings. */
  public static SettingSpecs of(SettingSpec... specs) {
    return new SettingSpecs(List.of(specs));
  }

  /** The setting of that key, or null. */
  public @Nullable SettingSpec find(String key) {
    for (SettingSpec spec : specs) {
      if (spec.key().equals(key)) {
        return spec;
      }
    }
    return null;
  }
}
