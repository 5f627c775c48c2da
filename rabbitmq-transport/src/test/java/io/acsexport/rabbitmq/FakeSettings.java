package io.acsexport.rabbitmq;

import io.acsexport.transport.NativeProperties;
import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A block of settings as the engine would hand it over: what was written, over the defaults. */
final class FakeSettings implements Settings {

  private final SettingSpecs specs;
  private final Map<String, Object> written = new LinkedHashMap<>();

  private FakeSettings(SettingSpecs specs) {
    this.specs = specs;
  }

  /** Those of the transport, with nothing written. */
  static FakeSettings empty() {
    return new FakeSettings(new RabbitTransportProvider().settings());
  }

  /** Writes a setting: text, a list of texts, or a map for native properties. */
  FakeSettings with(String key, Object value) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      spec(key);
      written.put(key, value);
      return this;
    }
    String block = key.substring(0, dot);
    FakeSettings child =
        (FakeSettings)
            written.computeIfAbsent(block, any -> new FakeSettings(children(spec(block))));
    child.with(key.substring(dot + 1), value);
    return this;
  }

  /** Adds a block to a list of blocks. */
  FakeSettings adding(String key, Map<String, Object> block) {
    FakeSettings child = new FakeSettings(children(spec(key)));
    block.forEach(child::with);
    @SuppressWarnings("unchecked")
    List<Settings> blocks =
        (List<Settings>) written.computeIfAbsent(key, any -> new ArrayList<Settings>());
    blocks.add(child);
    return this;
  }

  @Override
  public boolean has(String key) {
    return spec(key).defaultValue() != null || isExplicit(key);
  }

  @Override
  public boolean isExplicit(String key) {
    spec(key);
    return written.containsKey(key);
  }

  @Override
  public String string(String key) {
    Object value = written.get(key);
    String text = value == null ? spec(key).defaultValue() : value.toString();
    if (text == null) {
      throw new IllegalArgumentException(key + " is absent");
    }
    return text;
  }

  @Override
  public boolean flag(String key) {
    return Boolean.parseBoolean(string(key));
  }

  @Override
  public int integer(String key) {
    return Integer.parseInt(string(key));
  }

  /** Understands milliseconds and seconds. */
  @Override
  public Duration duration(String key) {
    String text = string(key);
    return text.endsWith("ms")
        ? Duration.ofMillis(number(text, "ms"))
        : Duration.ofSeconds(number(text, "s"));
  }

  @Override
  public long size(String key) {
    throw new IllegalArgumentException(key);
  }

  @Override
  public Path path(String key) {
    return Path.of(string(key));
  }

  @Override
  public Secret secret(String key) {
    return Secret.of(string(key));
  }

  @Override
  public List<String> strings(String key) {
    Object value = written.get(key);
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(value.toString());
  }

  @Override
  public NativeProperties nativeProperties(String key) {
    Map<String, String> values = new LinkedHashMap<>();
    if (written.get(key) instanceof Map<?, ?> map) {
      map.forEach((name, value) -> values.put(String.valueOf(name), String.valueOf(value)));
    }
    return NativeProperties.of(values);
  }

  @Override
  public Settings group(String key) {
    return written.get(key) instanceof Settings block
        ? block
        : new FakeSettings(children(spec(key)));
  }

  @Override
  public List<Settings> groups(String key) {
    spec(key);
    if (!(written.get(key) instanceof List<?> blocks)) {
      return List.of();
    }
    return blocks.stream().map(Settings.class::cast).toList();
  }

  @Override
  public @Nullable String origin(String key) {
    return null;
  }

  private SettingSpec spec(String key) {
    SettingSpec spec = specs.find(key);
    if (spec == null) {
      throw new IllegalArgumentException(key + " is no setting");
    }
    return spec;
  }

  private static SettingSpecs children(SettingSpec spec) {
    return Objects.requireNonNull(spec.children(), spec.key());
  }

  private static long number(String text, String unit) {
    return Long.parseLong(text.substring(0, text.length() - unit.length()).strip());
  }
}
