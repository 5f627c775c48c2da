package io.acsexport.core.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.acsexport.core.config.EffectiveNode.Block;
import io.acsexport.core.config.EffectiveNode.Blocks;
import io.acsexport.core.config.EffectiveNode.Leaf;
import io.acsexport.core.config.ResolvedSettings.Resolved;
import io.acsexport.core.config.ValueReader.Read;
import io.acsexport.transport.NativeProperties;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a block against its declaration, and the blocks in it. */
final class SettingsReader {

  private static final String DEFAULT = "default";
  private static final Leaf NOT_SET = new Leaf(null, "not set");

  private final Sources sources;
  private final Problems problems;
  private final ValueReader values;
  private final NativeReader natives;

  /** With the block of the installation's attributes, whose names templates may hold. */
  SettingsReader(
      Sources sources, TextFiles files, Problems problems, @Nullable ConfigValue attributes) {
    this.sources = sources;
    this.problems = problems;
    this.values = new ValueReader(sources, files, problems, names(attributes));
    this.natives = new NativeReader(sources, values, problems);
  }

  private static Set<String> names(@Nullable ConfigValue attributes) {
    return attributes instanceof ConfigObject block ? NativeReader.keys(block) : Set.of();
  }

  /** Reads a block; where it is absent (null), one of defaults only. */
  ResolvedSettings read(@Nullable ConfigObject block, SettingSpecs specs, String path) {
    Map<String, Resolved> resolved = new LinkedHashMap<>();
    for (SettingSpec spec : specs.specs()) {
      String childPath = child(path, spec.key());
      ConfigValue value = block == null ? null : block.get(spec.key());
      if (value == null || value.valueType() == ConfigValueType.NULL) {
        boolean required = spec.required() && block != null;
        if (required && spec.type() != SettingType.GROUP) {
          problems.add(childPath, "is missing" + reason(childPath) + ": " + spec.doc());
        }
        resolved.put(spec.key(), absent(spec, required, childPath));
      } else {
        place(value, childPath);
        String origin = sources.origin(value, childPath);
        Read read = read(spec, value, childPath, origin);
        resolved.put(
            spec.key(),
            read == null
                ? absent(spec, false, childPath)
                : new Resolved(read.value(), origin, read.shown()));
      }
    }
    if (block != null) {
      block.forEach((key, value) -> reportIfUnknown(key, value, specs, path));
    }
    return new ResolvedSettings(path, specs, resolved);
  }

  private @Nullable Read read(SettingSpec spec, ConfigValue value, String path, String origin) {
    return switch (spec.type()) {
      case NATIVE -> natives(value, path);
      case GROUP -> {
        ResolvedSettings group = group(spec, value, path);
        yield group == null ? null : new Read(group, group.shown());
      }
      case GROUP_LIST -> groups(spec, value, path);
      case STRING, TEMPLATE, CHOICE, FLAG, INTEGER, DURATION, SIZE, PATH, SECRET, STRING_LIST ->
          values.read(spec, value, path, origin);
    };
  }

  private @Nullable Read natives(ConfigValue value, String path) {
    if (value instanceof ConfigObject block) {
      return natives.read(block, path);
    }
    problems.add(path, "must be " + ValueReader.blockForm(SettingType.NATIVE));
    return null;
  }

  private @Nullable Read groups(SettingSpec spec, ConfigValue value, String path) {
    List<? extends ConfigValue> elements = value instanceof ConfigList list ? list : List.of(value);
    List<Settings> groups = new ArrayList<>();
    List<Block> shown = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      String elementPath = path + "[" + i + "]";
      place(elements.get(i), elementPath);
      ResolvedSettings group = group(spec, elements.get(i), elementPath);
      if (group == null) {
        return null;
      }
      groups.add(group);
      shown.add(group.shown());
    }
    return new Read(List.copyOf(groups), new Blocks(shown));
  }

  private @Nullable ResolvedSettings group(SettingSpec spec, ConfigValue value, String path) {
    SettingSpecs children = children(spec);
    if (value instanceof ConfigObject block) {
      return read(block, children, path);
    }
    String shorthand = spec.shorthand();
    if (shorthand == null || value instanceof ConfigList) {
      problems.add(
          path,
          "must be "
              + ValueReader.blockForm(spec.type())
              + (shorthand == null ? "" : " or the text of its '" + shorthand + "'"));
      return null;
    }
    return read(value.atKey(shorthand).root(), children, path);
  }

  /** What stands for a setting that is not there; of a required block, its own are asked for. */
  private Resolved absent(SettingSpec spec, boolean required, String path) {
    if (spec.type() == SettingType.GROUP) {
      ConfigObject none = required ? ConfigFactory.empty().root() : null;
      ResolvedSettings defaults = read(none, children(spec), path);
      // A block that could not be written like this is better not shown like this.
      EffectiveNode shown = defaults.isComplete() ? defaults.shown() : NOT_SET;
      return new Resolved(defaults, null, shown);
    }
    if (spec.type() == SettingType.NATIVE) {
      return new Resolved(NativeProperties.none(), null, new Block(Map.of()));
    }
    String text = spec.defaultValue();
    Read read =
        text == null || spec.type() == SettingType.GROUP_LIST
            ? null
            : values.read(spec, defaultValue(spec, text), path, DEFAULT);
    return read == null
        ? new Resolved(null, null, NOT_SET)
        : new Resolved(read.value(), null, read.shown());
  }

  /** Defaults are written as in the file; only lists need its grammar. */
  private static ConfigValue defaultValue(SettingSpec spec, String text) {
    return spec.type() == SettingType.STRING_LIST
        ? ConfigFactory.parseString("value = " + text).getValue("value")
        : ConfigValueFactory.fromAnyRef(text);
  }

  private void reportIfUnknown(String key, ConfigValue value, SettingSpecs specs, String path) {
    if (specs.find(key) != null || value.valueType() == ConfigValueType.NULL) {
      return;
    }
    String unknown = child(path, key);
    if (problems.concern(unknown)) {
      return; // the name of a destination, reported as such
    }
    place(value, unknown);
    problems.add(unknown, "is no known key" + UnknownKeys.hint(key, value, specs));
  }

  private void place(ConfigValue value, String path) {
    Position position = sources.positionOf(value, path);
    if (position != null) {
      problems.place(path, position);
    }
  }

  private String reason(String path) {
    String variable = sources.variableOf(path);
    return variable == null ? "" : " because the environment variable " + variable + " is not set";
  }

  private static SettingSpecs children(SettingSpec spec) {
    SettingSpecs children = spec.children();
    if (children == null) {
      throw new IllegalStateException(spec.key() + " has no children");
    }
    return children;
  }

  private static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
