package io.acsexport.core.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.acsexport.core.config.EffectiveNode.Leaf;
import io.acsexport.core.config.TextFiles.UnreadableException;
import io.acsexport.core.routing.Template;
import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads single values of the declared types. Reports what is wrong and returns null then. */
final class ValueReader {

  /**
   * A value that was read.
   *
   * @param value of the type's Java form
   * @param shown what may be printed of it
   */
  record Read(Object value, EffectiveNode shown) {
    @Override
    public String toString() {
      return shown.toString();
    }
  }

  private final Sources sources;
  private final TextFiles files;
  private final Problems problems;
  private final Set<String> attributeNames;

  /** With the names of the installation's attributes, which templates may hold. */
  ValueReader(Sources sources, TextFiles files, Problems problems, Set<String> attributeNames) {
    this.sources = sources;
    this.files = files;
    this.problems = problems;
    this.attributeNames = Set.copyOf(attributeNames);
  }

  /** Reads any type but blocks and native properties. */
  @Nullable Read read(SettingSpec spec, ConfigValue value, String path, String origin) {
    return switch (spec.type()) {
      case SECRET -> secret(value, path, origin);
      case STRING_LIST -> list(value, path, origin);
      case NATIVE, GROUP, GROUP_LIST -> throw new IllegalStateException(spec.key());
      default -> {
        String text = text(value, path, form(spec.type()));
        Object read = text == null ? null : convert(spec, text.strip(), text, path);
        yield read == null || text == null
            ? null
            : new Read(read, Leaf.of(shown(spec.type(), read, text), origin));
      }
    };
  }

  /** The text of a scalar; null where it is none, or was reported as unresolved. */
  @Nullable String text(ConfigValue value, String path, String form) {
    if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
      String found = value.valueType() == ConfigValueType.OBJECT ? "a block" : "a list";
      problems.add(path, "must be " + form + ", not " + found);
      return null;
    }
    if (value.valueType() == ConfigValueType.NULL) {
      problems.add(path, "must be " + form + ", not null"); // in a list: elsewhere it means absent
      return null;
    }
    String text = value.atKey("value").getString("value");
    return Substitutions.isUnresolved(text) ? null : text;
  }

  /**
   * The content of a file named by {@code { file = … }}, without the line end that editors add;
   * null where it cannot be read.
   */
  @Nullable String fileContent(ConfigValue name, String path) {
    String text = text(name, path, "the name of a file");
    Path file = text == null ? null : file(text, path);
    if (file == null) {
      return null;
    }
    try {
      String content = files.read(file).replaceFirst("\\r?\\n\\z", "");
      if (content.isEmpty()) {
        problems.add(path, file + " is empty");
        return null;
      }
      return content;
    } catch (UnreadableException e) {
      problems.add(path, e.reason());
      return null;
    }
  }

  /** Of a broker's own property, which may name a file. */
  void noteIfFile(String path, String text) {
    files.noteIfFile(path, text);
  }

  private @Nullable Object convert(SettingSpec spec, String text, String verbatim, String path) {
    return switch (spec.type()) {
      case STRING -> verbatim;
      case TEMPLATE -> template(verbatim, path);
      case CHOICE -> choice(spec, text, path);
      case FLAG -> flag(text, path);
      case INTEGER -> integer(text, path);
      case DURATION -> orMisfit(Quantities.duration(text), text, SettingType.DURATION, path);
      case SIZE -> orMisfit(Quantities.size(text), text, SettingType.SIZE, path);
      case PATH -> namedFile(spec, text, path);
      case SECRET, STRING_LIST, NATIVE, GROUP, GROUP_LIST ->
          throw new IllegalStateException(spec.type() + " is no single value");
    };
  }

  private @Nullable Object choice(SettingSpec spec, String text, String path) {
    if (spec.choices().contains(text)) {
      return text;
    }
    problems.add(
        path,
        "is "
            + quoted(text)
            + ", which is none of "
            + String.join(", ", spec.choices())
            + NearestName.hint(text, spec.choices()));
    return null;
  }

  private @Nullable Object namedFile(SettingSpec spec, String text, String path) {
    Path file = file(text, path);
    if (file != null && !spec.written() && path.contains(".settings.")) {
      files.note(path, file); // a transport's own file, whose change is one of the configuration
    }
    return file;
  }

  private @Nullable Object orMisfit(
      @Nullable Object value, String text, SettingType type, String path) {
    return value == null ? misfit(text, type, path) : value;
  }

  private @Nullable Object flag(String text, String path) {
    return switch (text) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> misfit(text, SettingType.FLAG, path);
    };
  }

  private @Nullable Object integer(String text, String path) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return misfit(text, SettingType.INTEGER, path);
    }
  }

  private @Nullable Object misfit(String text, SettingType type, String path) {
    problems.add(path, "must be " + form(type) + ", not " + quoted(text));
    return null;
  }

  private @Nullable Object template(String text, String path) {
    String problem = Template.problem(text, attributeNames);
    if (problem != null) {
      problems.add(path, problem);
      return null;
    }
    return text;
  }

  private @Nullable Path file(String text, String path) {
    try {
      if (!text.isBlank()) {
        return sources.folder().resolve(text.strip()).normalize();
      }
    } catch (InvalidPathException e) {
      problems.add(path, "is no name of a file: " + e.getReason());
      return null;
    }
    problems.add(path, "must name a file or folder, and is empty");
    return null;
  }

  private @Nullable Read secret(ConfigValue value, String path, String origin) {
    if (!(value instanceof ConfigObject block)) {
      String text = text(value, path, form(SettingType.SECRET));
      return text == null
          ? null
          : new Read(Secret.of(text), new Leaf(SensitiveValues.MASK, origin));
    }
    ConfigValue file = block.get("file");
    if (file == null || block.size() > 1) {
      problems.add(path, "must be a text or { file = … } and nothing else");
      return null;
    }
    String content = fileContent(file, path);
    return content == null
        ? null
        : new Read(Secret.of(content), new Leaf(SensitiveValues.MASK, fromFile(file, origin)));
  }

  /** Names the file that a value was read from, besides the place that names it. */
  static String fromFile(ConfigValue file, String origin) {
    return origin + ", from the file " + file.unwrapped();
  }

  private @Nullable Read list(ConfigValue value, String path, String origin) {
    List<String> texts = new ArrayList<>();
    int asked = 1;
    if (value instanceof ConfigList list) {
      asked = list.size();
      list.forEach(element -> addText(element, path, texts));
    } else {
      addText(value, path, texts);
    }
    return texts.size() < asked
        ? null
        : new Read(List.copyOf(texts), Leaf.of(List.copyOf(texts), origin));
  }

  private void addText(ConfigValue element, String path, List<String> texts) {
    String text = text(element, path, form(SettingType.STRING_LIST));
    if (text != null) {
      texts.add(text);
    }
  }

  /** What may be printed: the operator's own words where they say it best. */
  private static Object shown(SettingType type, Object value, String text) {
    return switch (type) {
      case FLAG, INTEGER -> value;
      case PATH -> value.toString();
      default -> type == SettingType.DURATION || type == SettingType.SIZE ? text.strip() : text;
    };
  }

  private static String form(SettingType type) {
    return switch (type) {
      case STRING, TEMPLATE -> "a text";
      case CHOICE -> "a word";
      case FLAG -> "true or false";
      case INTEGER -> "a whole number such as 500";
      case DURATION -> Quantities.DURATION_FORM;
      case SIZE -> Quantities.SIZE_FORM;
      case PATH -> "the name of a file or folder";
      case SECRET -> "a text or { file = … }";
      case STRING_LIST -> "a list of texts, such as [a, b]";
      case NATIVE, GROUP -> "a block { … }";
      case GROUP_LIST -> "a list of blocks, such as [{ … }, { … }]";
    };
  }

  /** A value in a message: short, and without what every text may hold. */
  private static String quoted(String text) {
    String masked = SensitiveValues.mask(text);
    return "'" + (masked.length() > 60 ? masked.substring(0, 60) + "…" : masked) + "'";
  }

  /** Says of which form a block would have been. */
  static String blockForm(SettingType type) {
    return form(type);
  }
}
