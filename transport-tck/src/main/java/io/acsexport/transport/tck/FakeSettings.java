package io.acsexport.transport.tck;

import static java.util.Objects.requireNonNull;

import io.acsexport.transport.NativeProperties;
import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings from a map, validated against the provider's declaration as the engine validates a file.
 * Immutable.
 *
 * <p>Texts are read as in the file: {@code "30 s"}, {@code "32 MiB"}. Numbers, flags, {@link
 * Duration}, {@link Path}, lists and maps stand for themselves.
 */
public final class FakeSettings implements Settings {

  private final SettingSpecs specs;
  private final Map<String, Object> values;
  private final Map<String, ?> written;

  FakeSettings(SettingSpecs specs, Map<String, Object> values, Map<String, ?> written) {
    this.specs = specs;
    this.values = Map.copyOf(values);
    this.written = Map.copyOf(written);
  }

  /**
   * Reads a map.
   *
   * @throws SettingException with everything that is wrong: unknown keys, missing settings, values
   *     of another form
   */
  public static FakeSettings of(SettingSpecs specs, Map<String, ?> written)
      throws SettingException {
    SettingsReader reader = new SettingsReader();
    FakeSettings settings = reader.read(specs, written, "");
    if (!reader.problems().isEmpty()) {
      throw new SettingException(reader.problems());
    }
    return settings;
  }

  /**
   * The same with one more setting, in place of a former one.
   *
   * @param key one of the block's own, or that of a block, a dot, and a key inside that block
   * @throws SettingException with everything that is wrong
   */
  public FakeSettings with(String key, Object value) throws SettingException {
    return of(specs, with(specs, written, key, value));
  }

  /** The same with one more block in a list of blocks. */
  public FakeSettings adding(String key, Map<String, ?> block) throws SettingException {
    List<Object> blocks = new ArrayList<>();
    if (written.get(key) instanceof List<?> before) {
      blocks.addAll(before);
    }
    blocks.add(block);
    return with(key, blocks);
  }

  private static Map<String, Object> with(
      SettingSpecs specs, Map<?, ?> block, String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>();
    block.forEach((each, before) -> changed.put(String.valueOf(each), requireNonNull(before)));
    int dot = key.indexOf('.');
    if (dot < 0) {
      changed.put(key, value);
      return changed;
    }
    String name = key.substring(0, dot);
    String rest = key.substring(dot + 1);
    SettingSpec spec = specs.find(name);
    SettingSpecs children = spec == null ? null : spec.children();
    Map<?, ?> inner = changed.get(name) instanceof Map<?, ?> map ? map : Map.of();
    if (children == null) {
      // The keys of the broker's client have dots, and one can be the beginning of another.
      Map<Object, Object> flat = new LinkedHashMap<>(inner);
      flat.put(rest, value);
      changed.put(name, flat);
    } else {
      changed.put(name, with(children, inner, rest, value));
    }
    return changed;
  }

  @Override
  public boolean has(String key) {
    declared(key);
    return values.containsKey(key);
  }

  @Override
  public boolean isExplicit(String key) {
    declared(key);
    return written.containsKey(key);
  }

  @Override
  public String string(String key) {
    return get(key, String.class, SettingType.STRING, SettingType.CHOICE, SettingType.TEMPLATE);
  }

  @Override
  public boolean flag(String key) {
    return get(key, Boolean.class, SettingType.FLAG);
  }

  @Override
  public int integer(String key) {
    return get(key, Integer.class, SettingType.INTEGER);
  }

  @Override
  public Duration duration(String key) {
    return get(key, Duration.class, SettingType.DURATION);
  }

  @Override
  public long size(String key) {
    return get(key, Long.class, SettingType.SIZE);
  }

  @Override
  public Path path(String key) {
    return get(key, Path.class, SettingType.PATH);
  }

  @Override
  public Secret secret(String key) {
    return get(key, Secret.class, SettingType.SECRET);
  }

  @Override
  public List<String> strings(String key) {
    return list(key, String.class, SettingType.STRING_LIST);
  }

  @Override
  public NativeProperties nativeProperties(String key) {
    return has(key)
        ? get(key, NativeProperties.class, SettingType.NATIVE)
        : NativeProperties.none();
  }

  @Override
  public Settings group(String key) {
    return get(key, FakeSettings.class, SettingType.GROUP);
  }

  @Override
  public List<Settings> groups(String key) {
    return list(key, Settings.class, SettingType.GROUP_LIST);
  }

  @Override
  public @Nullable String origin(String key) {
    return isExplicit(key) ? "test settings" : null;
  }

  private <T> List<T> list(String key, Class<T> of, SettingType type) {
    if (!has(key)) {
      return List.of();
    }
    return ((List<?>) get(key, List.class, type)).stream().map(of::cast).toList();
  }

  private <T> T get(String key, Class<T> form, SettingType... types) {
    SettingType declared = declared(key).type();
    if (!List.of(types).contains(declared)) {
      throw new IllegalArgumentException(
          "setting '" + key + "' is declared as " + declared + ", which has another getter");
    }
    Object value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "setting '" + key + "' is absent and has no default: ask has() first");
    }
    return form.cast(value);
  }

  private SettingSpec declared(String key) {
    SettingSpec spec = specs.find(key);
    if (spec == null) {
      throw new IllegalArgumentException("setting '" + key + "' is not declared");
    }
    return spec;
  }

  /** Names the settings that have a value, not the values. */
  @Override
  public String toString() {
    return "FakeSettings" + values.keySet();
  }
}
