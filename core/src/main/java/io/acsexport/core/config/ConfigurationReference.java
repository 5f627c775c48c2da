package io.acsexport.core.config;

import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.TransportProvider;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes the reference of all keys, in Markdown, from their declarations. The page around it is
 * written by hand and holds each generated part between two marks.
 */
public final class ConfigurationReference {

  private ConfigurationReference() {}

  /** The engine's own keys, one table for each block. */
  public static String engine() {
    StringBuilder out = new StringBuilder();
    SettingSpecs root = EngineSettings.all(new TreeMap<>());
    write("`" + EngineSettings.ROOT + "`", root, out);
    write(
        "`" + EngineSettings.ROOT + ".destinations.<name>`",
        EngineSettings.destination(EngineSettings.settings(SettingSpecs.of())),
        out);
    return out.toString().strip();
  }

  /** What the {@code settings} block of a destination with this transport may hold. */
  public static String transport(TransportProvider provider) {
    StringBuilder out = new StringBuilder(provider.description()).append("\n\n");
    write("`settings`", provider.settings(), out);
    return out.toString().strip();
  }

  /**
   * A page with one generated part renewed.
   *
   * @param page holds the lines {@code <!-- begin part -->} and {@code <!-- end part -->}
   * @param part {@code engine} or the name of a transport
   * @param content what is to stand between them
   * @throws IllegalArgumentException when the page has no such part
   */
  public static String renew(String page, String part, String content) {
    String begin = "<!-- begin " + part + " -->\n";
    String end = "<!-- end " + part + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end, Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new IllegalArgumentException("the page has no part '" + part + "'");
    }
    return page.substring(0, from + begin.length()) + "\n" + content + "\n\n" + page.substring(to);
  }

  private static void write(String path, SettingSpecs specs, StringBuilder out) {
    if (specs.specs().isEmpty()) {
      return;
    }
    out.append("### ").append(path).append("\n\n");
    out.append("| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n");
    for (SettingSpec spec : specs.specs()) {
      out.append("| `").append(spec.key()).append("` | ").append(type(spec)).append(" | ");
      out.append(defaultValue(spec)).append(" | ").append(cell(spec.doc())).append(" |\n");
    }
    out.append('\n');
    Map<String, SettingSpecs> seen = new TreeMap<>();
    for (SettingSpec spec : specs.specs()) {
      SettingSpecs children = spec.children();
      if (children != null && !seen.containsValue(children)) {
        seen.put(spec.key(), children);
        write(paths(path, specs, children), children, out);
      }
    }
  }

  /** Blocks that hold the same keys share a table. */
  private static String paths(String path, SettingSpecs specs, SettingSpecs children) {
    String block = path.substring(0, path.length() - 1);
    return specs.specs().stream()
        .filter(spec -> children.equals(spec.children()))
        .map(spec -> block + "." + spec.key() + "`")
        .collect(Collectors.joining(", "));
  }

  private static String type(SettingSpec spec) {
    return switch (spec.type()) {
      case STRING -> "text";
      case TEMPLATE -> "template";
      case CHOICE -> "`" + String.join("` or `", spec.choices()) + "`";
      case FLAG -> "`true` or `false`";
      case INTEGER -> "number";
      case DURATION -> "time";
      case SIZE -> "size";
      case PATH -> "file or folder";
      case SECRET -> "secret";
      case STRING_LIST -> "list of texts";
      case NATIVE -> "any keys";
      case GROUP -> block("block", spec);
      case GROUP_LIST -> block("list of blocks", spec);
    };
  }

  private static String block(String form, SettingSpec spec) {
    return spec.shorthand() == null ? form : form + ", or its `" + spec.shorthand() + "`";
  }

  private static String defaultValue(SettingSpec spec) {
    if (spec.required()) {
      return "required";
    }
    String value = spec.defaultValue();
    return value == null ? "" : "`" + cell(value) + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }
}
