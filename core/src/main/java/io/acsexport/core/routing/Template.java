package io.acsexport.core.routing;

import io.acsexport.transport.TemplateRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A text with placeholders, such as {@code cs-{category}}, expanded for every message.
 *
 * <p>Placeholders are {@code {category} {type} {source} {resourceType} {resourceUuid} {node} {id}}
 * and {@code {attr.NAME}} for an attribute of the installation. <code>{{</code> and <code>}}</code>
 * stand for single braces. Literal text is taken as it is; what replaces a placeholder goes through
 * the {@link TemplateRules} of the setting. Immutable and thread-safe.
 */
public final class Template {

  private final String text;
  private final AllowedCharacters allowed;
  private final String whenAbsent;
  private final List<Part> parts;

  private Template(String text, TemplateRules rules, List<Part> parts) {
    this.text = text;
    this.allowed = new AllowedCharacters(rules);
    this.whenAbsent = rules.whenAbsent();
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @param attributeNames the attributes that the operator gave the installation
   * @throws TemplateException when a placeholder is unknown or a brace has no partner
   */
  public static Template parse(String text, TemplateRules rules, Set<String> attributeNames)
      throws TemplateException {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '{' && c != '}') {
        literal.append(c);
        at++;
      } else if (at + 1 < text.length() && text.charAt(at + 1) == c) {
        literal.append(c);
        at += 2;
      } else {
        int close = c == '{' ? text.indexOf('}', at) : -1;
        if (close < 0) {
          throw new TemplateException(
              text,
              at,
              "'" + c + "' has no partner; write '" + c + c + "' for a brace that stands");
        }
        if (!literal.isEmpty()) {
          parts.add(Part.literal(literal.toString()));
          literal.setLength(0);
        }
        parts.add(placeholder(text, at, close, attributeNames));
        at = close + 1;
      }
    }
    if (!literal.isEmpty()) {
      parts.add(Part.literal(literal.toString()));
    }
    return new Template(text, rules, parts);
  }

  /** What is wrong with a template, as {@link #parse} would say it; null where nothing is. */
  public static @Nullable String problem(String text, Set<String> attributeNames) {
    try {
      parse(text, TemplateRules.any(), attributeNames);
      return null;
    } catch (TemplateException e) {
      return e.getMessage();
    }
  }

  private static Part placeholder(String text, int open, int close, Set<String> attributeNames)
      throws TemplateException {
    String name = text.substring(open + 1, close);
    Function<EventParts, @Nullable String> value = Placeholder.find(name, attributeNames);
    if (value == null) {
      throw new TemplateException(
          text,
          open,
          "unknown placeholder {"
              + name
              + "}"
              + Placeholder.hint(name)
              + "; known are "
              + Placeholder.known(attributeNames));
    }
    return new Part(null, value);
  }

  /** The text for this event. */
  String expand(EventParts event) {
    if (parts.size() == 1) {
      return expand(parts.get(0), event);
    }
    StringBuilder out = new StringBuilder(64);
    for (int i = 0; i < parts.size(); i++) {
      out.append(expand(parts.get(i), event));
    }
    return out.toString();
  }

  private String expand(Part part, EventParts event) {
    if (part.literal != null) {
      return part.literal;
    }
    String value = Objects.requireNonNull(part.value).apply(event);
    return value == null || value.isEmpty() ? whenAbsent : allowed.apply(value);
  }

  /** Whether the expansion is the same for every event. */
  boolean isConstant() {
    return parts.stream().allMatch(part -> part.literal != null);
  }

  /** The template as the operator wrote it. */
  @Override
  public String toString() {
    return text;
  }

  /** Either a literal or a property to read. */
  private record Part(
      @Nullable String literal, @Nullable Function<EventParts, @Nullable String> value) {
    static Part literal(String text) {
      return new Part(text, null);
    }
  }
}
