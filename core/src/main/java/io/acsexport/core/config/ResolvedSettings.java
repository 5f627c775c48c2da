package io.acsexport.core.config;

import io.acsexport.core.config.EffectiveNode.Block;
import io.acsexport.transport.NativeProperties;
import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A validated block. Prints its keys alone: any value may be a secret. */
final class ResolvedSettings implements Settings {

  /**
   * What became of one declared setting.
   *
   * @param value of the type's Java form; null where it is absent and has no default
   * @param origin where it was written; null where it was not
   * @param shown what may be printed of it
   */
  record Resolved(@Nullable Object value, @Nullable String origin, EffectiveNode shown) {
    @Override
    public String toString() {
      return shown.toString();
    }
  }

  private final String path;
  private final SettingSpecs specs;
  private final Map<String, Resolved> values;

  ResolvedSettings(String path, SettingSpecs specs, Map<String, Resolved> values) {
    this.path = path;
    this.specs = specs;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The key path of the block, from the root of the file. */
  String path() {
    return path;
  }

  /** Whether everything required has a value. */
  boolean isComplete() {
    return specs.specs().stream().noneMatch(spec -> spec.required() && !has(spec.key()));
  }

  /** The block as it may be printed. */
  Block shown() {
    Map<String, EffectiveNode> children = new LinkedHashMap<>();
    values.forEach((key, value) -> children.put(key, value.shown()));
    return new Block(children);
  }

  @Override
  public boolean has(String key) {
    return resolved(key).value() != null;
  }

  @Override
  public boolean isExplicit(String key) {
    return resolved(key).origin() != null;
  }

  @Override
  public @Nullable String origin(String key) {
    return resolved(key).origin();
  }

  @Override
  public String string(String key) {
    return value(String.class, key, SettingType.STRING, SettingType.CHOICE, SettingType.TEMPLATE);
  }

  @Override
  public boolean flag(String key) {
    return value(Boolean.class, key, SettingType.FLAG);
  }

  @Override
  public int integer(String key) {
    return value(Integer.class, key, SettingType.INTEGER);
  }

  @Override
  public Duration duration(String key) {
    return value(Duration.class, key, SettingType.DURATION);
  }

  @Override
  public long size(String key) {
    return value(Long.class, key, SettingType.SIZE);
  }

  @Override
  public Path path(String key) {
    return value(Path.class, key, SettingType.PATH);
  }

  @Override
  public Secret secret(String key) {
    return value(Secret.class, key, SettingType.SECRET);
  }

  @Override
  @SuppressWarnings("unchecked") // the reader makes lists of texts for this type
  public List<String> strings(String key) {
    return has(key) ? value(List.class, key, SettingType.STRING_LIST) : List.of();
  }

  @Override
  public NativeProperties nativeProperties(String key) {
    return has(key)
        ? value(NativeProperties.class, key, SettingType.NATIVE)
        : NativeProperties.none();
  }

  @Override
  public ResolvedSettings group(String key) {
    Settings group = value(Settings.class, key, SettingType.GROUP);
    return (ResolvedSettings) group;
  }

  @Override
  @SuppressWarnings("unchecked") // the reader makes lists of blocks for this type
  public List<Settings> groups(String key) {
    return has(key) ? value(List.class, key, SettingType.GROUP_LIST) : List.of();
  }

  private Resolved resolved(String key) {
    Resolved resolved = values.get(key);
    if (resolved == null) {
      throw new IllegalArgumentException("no setting '" + key + "' is declared in " + path);
    }
    return resolved;
  }

  private <T> T value(Class<T> form, String key, SettingType... types) {
    Object value = resolved(key).value();
    SettingSpec spec = specs.find(key);
    if (spec == null || !List.of(types).contains(spec.type())) {
      throw new IllegalArgumentException(
          "setting '" + key + "' of " + path + " is not declared as " + types[0]);
    }
    if (value == null) {
      throw new IllegalArgumentException(
          "setting '" + key + "' of " + path + " is absent and has no default");
    }
    return form.cast(value);
  }

  /** Whether nothing but the places in the file differ; secrets are compared, too. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ResolvedSettings settings && contents().equals(settings.contents());
  }

  @Override
  public int hashCode() {
    return contents().hashCode();
  }

  /** A transport may ask for a value, and whether it was written. */
  private Map<String, List<Object>> contents() {
    Map<String, List<Object>> contents = new LinkedHashMap<>();
    values.forEach(
        (key, value) ->
            contents.put(key, List.of(Optional.ofNullable(value.value()), value.origin() != null)));
    return contents;
  }

  @Override
  public String toString() {
    return path + values.keySet();
  }
}
