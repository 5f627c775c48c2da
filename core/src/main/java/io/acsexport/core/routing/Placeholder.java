package io.acsexport.core.routing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The properties of an event that a template can name. */
enum Placeholder {
  CATEGORY("category"),
  TYPE("type"),
  SOURCE("source"),
  RESOURCE_TYPE("resourceType"),
  RESOURCE_UUID("resourceUuid"),
  NODE("node"),
  ID("id");

  private static final String ATTRIBUTE_PREFIX = "attr.";

  private final String text;

  Placeholder(String text) {
    this.text = text;
  }

  private @Nullable String of(EventParts event) {
    return switch (this) {
      case CATEGORY -> event.category();
      case TYPE -> event.type();
      case SOURCE -> event.source();
      case RESOURCE_TYPE -> event.resourceType();
      case RESOURCE_UUID -> event.resourceUuid();
      case NODE -> event.node();
      case ID -> event.id();
    };
  }

  /** How to read what stands between the braces; null where nothing is called so. */
  static @Nullable Function<EventParts, @Nullable String> find(
      String name, Set<String> attributeNames) {
    for (Placeholder placeholder : values()) {
      if (placeholder.text.equals(name)) {
        return placeholder::of;
      }
    }
    if (name.startsWith(ATTRIBUTE_PREFIX)) {
      String attribute = name.substring(ATTRIBUTE_PREFIX.length());
      if (attributeNames.contains(attribute)) {
        return event -> event.attributes().get(attribute);
      }
    }
    return null;
  }

  /** All that may be written, for an error message. */
  static String known(Set<String> attributeNames) {
    String properties =
        Arrays.stream(values())
            .map(placeholder -> "{" + placeholder.text + "}")
            .collect(Collectors.joining(", "));
    String attributes =
        new TreeSet<>(attributeNames)
            .stream()
                .map(name -> ", {" + ATTRIBUTE_PREFIX + name + "}")
                .collect(Collectors.joining());
    return properties + attributes;
  }

  /** A guess at what was meant, such as {@code {type}} for {@code {Type}}; empty without one. */
  static String hint(String name) {
    if (name.startsWith(ATTRIBUTE_PREFIX)) {
      return ": the block 'attributes' has no '" + name.substring(ATTRIBUTE_PREFIX.length()) + "'";
    }
    String folded = name.replaceAll("[^a-zA-Z]", "").toLowerCase(Locale.ROOT);
    for (Placeholder placeholder : values()) {
      if (placeholder.text.toLowerCase(Locale.ROOT).equals(folded)) {
        return "; did you mean {" + placeholder.text + "}?";
      }
    }
    return "";
  }
}
