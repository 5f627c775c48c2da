package io.acsexport.core.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.acsexport.core.config.EffectiveNode.Block;
import io.acsexport.core.config.EffectiveNode.Leaf;
import io.acsexport.core.config.ValueReader.Read;
import io.acsexport.transport.NativeProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the properties of a broker's own client. Dots, quotes and blocks make the same key; a list
 * becomes a text with commas, as clients expect it; {@code { file = … }} takes the content of a
 * file.
 */
final class NativeReader {

  private static final String FORM = "a text, a list of texts or { file = … }";

  private final Sources sources;
  private final ValueReader values;
  private final Problems problems;

  NativeReader(Sources sources, ValueReader values, Problems problems) {
    this.sources = sources;
    this.values = values;
    this.problems = problems;
  }

  /** Reads a whole block. */
  Read read(ConfigObject block, String path) {
    Map<String, String> properties = new TreeMap<>();
    Map<String, EffectiveNode> shown = new TreeMap<>();
    flatten(block, path, "", properties, shown);
    return new Read(NativeProperties.of(properties), new Block(shown));
  }

  /** The dotted keys of a block alone. */
  static Set<String> keys(ConfigObject block) {
    Set<String> keys = new TreeSet<>();
    collect(block, "", keys);
    return keys;
  }

  private static void collect(ConfigObject block, String prefix, Set<String> keys) {
    block.forEach(
        (name, value) -> {
          if (value instanceof ConfigObject inner) {
            collect(inner, prefix + name + ".", keys);
          } else if (value.valueType() != ConfigValueType.NULL) {
            keys.add(prefix + name);
          }
        });
  }

  private void flatten(
      ConfigObject block,
      String root,
      String prefix,
      Map<String, String> properties,
      Map<String, EffectiveNode> shown) {
    block.forEach(
        (name, value) -> {
          String key = prefix + name;
          String path = root + "." + key;
          Position position = sources.positionOf(value, path);
          if (position != null) {
            problems.place(path, position);
          }
          if (value.valueType() == ConfigValueType.NULL) {
            return;
          }
          String origin = sources.origin(value, path);
          String text;
          if (value instanceof ConfigObject inner) {
            ConfigValue file = fileOf(inner, path);
            if (file == null) {
              flatten(inner, root, key + ".", properties, shown);
              return;
            }
            text = values.fileContent(file, path);
            shown.put(key, new Leaf(SensitiveValues.MASK, ValueReader.fromFile(file, origin)));
          } else {
            text = value instanceof ConfigList list ? join(list, path) : scalar(value, path);
            if (text != null) {
              values.noteIfFile(path, text);
              shown.put(
                  key,
                  SensitiveValues.isSecretKey(key)
                      ? new Leaf(SensitiveValues.MASK, origin)
                      : Leaf.of(text, origin));
            }
          }
          if (text != null && properties.put(key, text) != null) {
            problems.add(path, "is set twice, once with dots and once in quotes; remove one");
          }
        });
  }

  /** The name of the file, where the block is {@code { file = … }} and not a key that ends so. */
  private @Nullable ConfigValue fileOf(ConfigObject block, String path) {
    ConfigValue file = block.size() == 1 ? block.get("file") : null;
    return file != null && sources.isFileReference(file, path + ".file") ? file : null;
  }

  private @Nullable String scalar(ConfigValue value, String path) {
    return values.text(value, path, FORM);
  }

  private @Nullable String join(ConfigList list, String path) {
    List<String> texts = new ArrayList<>();
    for (ConfigValue element : list) {
      String text = values.text(element, path, FORM);
      if (text == null) {
        return null;
      }
      texts.add(text);
    }
    return String.join(",", texts);
  }
}
