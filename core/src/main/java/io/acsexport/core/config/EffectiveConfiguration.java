package io.acsexport.core.config;

import com.typesafe.config.ConfigUtil;
import io.acsexport.core.config.EffectiveNode.Block;
import io.acsexport.core.config.EffectiveNode.Blocks;
import io.acsexport.core.config.EffectiveNode.Leaf;
import io.acsexport.transport.ImpliedSetting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration as it applies, defaults included, each value with its origin. Holds no
 * secret: what must not be seen was masked when it was read. Immutable and thread-safe.
 */
public final class EffectiveConfiguration {

  /**
   * One value.
   *
   * @param value a text, Boolean, Integer or list of texts; null where the key has no value
   * @param origin {@code default}, {@code not set}, {@code acs-export.conf:12} or the like
   */
  public record Entry(@Nullable Object value, String origin) {}

  private static final int COMMENT_COLUMN = 60;

  private final Block root;

  EffectiveConfiguration(Block root) {
    this.root = root;
  }

  /** The same with what other settings of a destination decide in place of defaults. */
  public EffectiveConfiguration withImplied(
      String destination, Map<String, ImpliedSetting> implied) {
    Block changed = root;
    for (Map.Entry<String, ImpliedSetting> setting : implied.entrySet()) {
      List<String> path = new ArrayList<>(List.of("acs-export", "destinations", destination));
      path.add("settings");
      path.addAll(List.of(setting.getKey().split("\\.", -1)));
      ImpliedSetting value = setting.getValue();
      changed = replaced(changed, path, Leaf.of(value.value(), "from " + value.by()));
    }
    return new EffectiveConfiguration(changed);
  }

  /** Changes what is there, and adds nothing. */
  private static Block replaced(Block block, List<String> path, Leaf leaf) {
    Map<String, EffectiveNode> children = new LinkedHashMap<>(block.children());
    List<String> rest = path.subList(1, path.size());
    children.computeIfPresent(
        path.get(0),
        (key, child) -> {
          if (child instanceof Block inner && !rest.isEmpty()) {
            return replaced(inner, rest, leaf);
          }
          return child instanceof Leaf && rest.isEmpty() ? leaf : child;
        });
    return new Block(children);
  }

  /** As HOCON that can be loaded again once the secrets are filled in, origins as comments. */
  public String toHocon() {
    StringBuilder out = new StringBuilder();
    write(root, "", out);
    return out.toString();
  }

  /** By path of the key, in the order of the declarations; for JSON. Immutable. */
  public Map<String, Entry> entries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    collect("", root, entries);
    return Collections.unmodifiableMap(entries);
  }

  @Override
  public String toString() {
    return toHocon();
  }

  private static void collect(String path, EffectiveNode node, Map<String, Entry> entries) {
    if (node instanceof Leaf leaf) {
      entries.put(path, new Entry(leaf.value(), leaf.origin()));
    } else if (node instanceof Block block) {
      String prefix = path.isEmpty() ? "" : path + ".";
      block.children().forEach((key, child) -> collect(prefix + key, child, entries));
    } else if (node instanceof Blocks blocks) {
      for (int i = 0; i < blocks.elements().size(); i++) {
        collect(path + "[" + i + "]", blocks.elements().get(i), entries);
      }
    }
  }

  private static void write(Block block, String indent, StringBuilder out) {
    block
        .children()
        .forEach(
            (key, child) -> {
              if (child instanceof Leaf leaf) {
                write(key, leaf, indent, out);
              } else if (child instanceof Block inner) {
                out.append(indent).append(quoteKey(key)).append(" {");
                writeInner(inner, indent, out);
                out.append('\n');
              } else if (child instanceof Blocks blocks) {
                writeList(key, blocks, indent, out);
              }
            });
  }

  private static void writeList(String key, Blocks blocks, String indent, StringBuilder out) {
    out.append(indent).append(quoteKey(key)).append(" = [");
    String separator = "";
    for (Block element : blocks.elements()) {
      out.append(separator).append('{');
      writeInner(element, indent, out);
      separator = ", ";
    }
    out.append("]\n");
  }

  private static void writeInner(Block block, String indent, StringBuilder out) {
    if (!block.children().isEmpty()) {
      out.append('\n');
      write(block, indent + "  ", out);
      out.append(indent);
    }
    out.append('}');
  }

  private static void write(String key, Leaf leaf, String indent, StringBuilder out) {
    if (leaf.value() == null) {
      out.append(indent).append("# ").append(key).append(" is not set\n");
      return;
    }
    String line = indent + quoteKey(key) + " = " + quote(leaf.value());
    out.append(line).append(" ".repeat(Math.max(1, COMMENT_COLUMN - line.length())));
    out.append("# ").append(leaf.origin().replace('\n', ' ')).append('\n');
  }

  private static String quoteKey(String key) {
    return key.matches("[a-zA-Z][a-zA-Z0-9-]*") && !key.equals("include")
        ? key
        : ConfigUtil.quoteString(key);
  }

  private static String quote(Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(element -> quote(String.valueOf(element)))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    String text = value.toString();
    boolean bare =
        !(value instanceof String)
            || (text.matches("[a-zA-Z][a-zA-Z0-9-]*|\\d+( [a-zA-Z]+)?")
                && !text.matches("(?i)true|false|null|yes|no|on|off|include"));
    return bare ? text : ConfigUtil.quoteString(text);
  }
}
