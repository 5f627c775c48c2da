package io.acsexport.transport.tck;

import static java.util.Objects.requireNonNull;

import io.acsexport.transport.NativeProperties;
import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingProblem;
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
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads maps against their declaration and collects what is wrong. Used once. */
final class SettingsReader {

  private final List<SettingProblem> problems = new ArrayList<>();

  /** All that was wrong so far. */
  List<SettingProblem> problems() {
    return problems;
  }

  /** Reads a block; null stands for one that is absent, which consists of defaults. */
  FakeSettings read(SettingSpecs specs, @Nullable Map<String, ?> written, String path) {
    Map<String, ?> block = written == null ? Map.of() : written;
    Map<String, Object> values = new LinkedHashMap<>();
    for (SettingSpec spec : specs.specs()) {
      String place = path + spec.key();
      Object raw = block.get(spec.key());
      Object value = raw == null ? absent(spec, written != null, place) : read(spec, raw, place);
      if (value != null) {
        values.put(spec.key(), value);
      }
    }
    for (String key : block.keySet()) {
      if (specs.find(key) == null) {
        problems.add(new SettingProblem(path + key, "is no known key"));
      }
    }
    return new FakeSettings(specs, values, block);
  }

  private @Nullable Object absent(SettingSpec spec, boolean blockIsThere, String place) {
    boolean demanded = spec.required() && blockIsThere;
    if (spec.type() == SettingType.GROUP) {
      return read(children(spec), demanded ? Map.of() : null, place + ".");
    }
    if (demanded) {
      problems.add(new SettingProblem(place, "is missing: " + spec.doc()));
    }
    String text = spec.defaultValue();
    if (text == null) {
      return null;
    }
    // Only lists are written otherwise than the text they stand for.
    boolean list = spec.type() == SettingType.STRING_LIST;
    return read(
        spec, list ? List.of(text.replaceAll("[\\[\\]\"\\s]", "").split(",")) : text, place);
  }

  private @Nullable Object read(SettingSpec spec, Object raw, String place) {
    Object value =
        switch (spec.type()) {
          case STRING, TEMPLATE -> text(raw);
          case CHOICE -> spec.choices().contains(text(raw)) ? text(raw) : null;
          case FLAG ->
              Set.of("true", "false").contains(text(raw)) ? Boolean.valueOf(text(raw)) : null;
          case INTEGER -> integer(raw);
          case DURATION -> raw instanceof Duration ? raw : Quantity.duration(text(raw));
          case SIZE -> Quantity.size(text(raw));
          case PATH -> raw instanceof Path path ? path.toAbsolutePath() : path(text(raw));
          case SECRET -> Secret.of(text(raw));
          case STRING_LIST -> strings(raw);
          case NATIVE -> raw instanceof Map<?, ?> map ? natives(map) : null;
          case GROUP -> group(spec, raw, place);
          case GROUP_LIST -> groups(spec, raw, place);
        };
    if (value == null) {
      problems.add(new SettingProblem(place, "is not " + form(spec)));
    }
    return value;
  }

  private @Nullable FakeSettings group(SettingSpec spec, Object raw, String place) {
    if (raw instanceof Map<?, ?> map) {
      return read(children(spec), keyed(map), place + ".");
    }
    return spec.shorthand() == null
        ? null
        : read(children(spec), Map.of(spec.shorthand(), raw), place + ".");
  }

  private @Nullable List<Settings> groups(SettingSpec spec, Object raw, String place) {
    List<Settings> groups = new ArrayList<>();
    for (Object element : raw instanceof List<?> list ? list : List.of(raw)) {
      FakeSettings group = group(spec, element, place + "[" + groups.size() + "]");
      if (group == null) {
        return null;
      }
      groups.add(group);
    }
    return groups;
  }

  private static NativeProperties natives(Map<?, ?> map) {
    Map<String, String> flat = new TreeMap<>();
    keyed(map)
        .forEach(
            (key, value) -> {
              if (value instanceof Map<?, ?> inner) {
                natives(inner).reveal().forEach((rest, text) -> flat.put(key + "." + rest, text));
              } else {
                flat.put(key, text(value));
              }
            });
    return NativeProperties.of(flat);
  }

  private static Map<String, Object> keyed(Map<?, ?> map) {
    Map<String, Object> keyed = new LinkedHashMap<>();
    map.forEach((key, value) -> keyed.put(text(requireNonNull(key)), requireNonNull(value)));
    return keyed;
  }

  private static @Nullable Integer integer(Object raw) {
    try {
      return Integer.valueOf(text(raw));
    } catch (NumberFormatException none) {
      return null;
    }
  }

  private static @Nullable Path path(String text) {
    return text.isBlank() ? null : Path.of(text).toAbsolutePath();
  }

  private static List<String> strings(Object raw) {
    return raw instanceof List<?> list
        ? list.stream().map(each -> text(requireNonNull(each))).toList()
        : List.of(text(raw));
  }

  private static SettingSpecs children(SettingSpec spec) {
    return requireNonNull(spec.children(), "a group has children");
  }

  private static String text(Object raw) {
    return raw.toString();
  }

  private static String form(SettingSpec spec) {
    return switch (spec.type()) {
      case STRING, TEMPLATE, SECRET -> "a text";
      case CHOICE -> "one of " + spec.choices();
      case FLAG -> "true or false";
      case INTEGER -> "a whole number";
      case DURATION -> "a time with its unit, such as 30 s";
      case SIZE -> "a size with its unit, such as 32 MiB";
      case PATH -> "a path";
      case STRING_LIST -> "a list of texts";
      case NATIVE, GROUP -> "a block";
      case GROUP_LIST -> "a list of blocks";
    };
  }
}
