package io.acsexport.log;

import io.acsexport.transport.NativeProperties;
import io.acsexport.transport.Secret;
import io.acsexport.transport.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings as the engine would hand them over: values of their type, defaults filled in. */
final class FakeSettings implements Settings {

  private static final Map<String, Object> DEFAULTS =
      Map.of("max-size", 64L << 20, "max-files", 5, "level", "info", "body-limit", 1000);

  private final Map<String, Object> written = new HashMap<>();

  FakeSettings with(String key, Object value) {
    written.put(key, value);
    return this;
  }

  @Override
  public boolean has(String key) {
    return isExplicit(key) || DEFAULTS.containsKey(key);
  }

  @Override
  public boolean isExplicit(String key) {
    return written.containsKey(key);
  }

  @Override
  public String string(String key) {
    return value(key, String.class);
  }

  @Override
  public int integer(String key) {
    return value(key, Integer.class);
  }

  @Override
  public long size(String key) {
    return value(key, Long.class);
  }

  @Override
  public Path path(String key) {
    return value(key, Path.class);
  }

  @Override
  public boolean flag(String key) {
    return value(key, Boolean.class);
  }

  @Override
  public Duration duration(String key) {
    return value(key, Duration.class);
  }

  @Override
  public Secret secret(String key) {
    return value(key, Secret.class);
  }

  @Override
  public List<String> strings(String key) {
    throw new IllegalArgumentException(key);
  }

  @Override
  public NativeProperties nativeProperties(String key) {
    return value(key, NativeProperties.class);
  }

  @Override
  public Settings group(String key) {
    return value(key, Settings.class);
  }

  @Override
  public List<Settings> groups(String key) {
    throw new IllegalArgumentException(key);
  }

  @Override
  public @Nullable String origin(String key) {
    return null;
  }

  private <T> T value(String key, Class<T> type) {
    Object value = written.getOrDefault(key, DEFAULTS.get(key));
    if (value == null) {
      throw new IllegalArgumentException(key);
    }
    return type.cast(value);
  }
}
