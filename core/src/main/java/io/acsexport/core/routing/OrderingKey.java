package io.acsexport.core.routing;

import io.acsexport.transport.TemplateRules;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a message gets its ordering key. As a rule the key is exactly the resource UUID, as with the
 * stock buses: no UUID, no key and no order; an empty UUID, an empty key. Any other template is
 * expanded like every template, with {@code none} for what is absent, so that the message always
 * has a key. Immutable and thread-safe.
 */
public final class OrderingKey {

  /** The template that stands for the rule. */
  public static final String DEFAULT = "{resourceUuid}";

  /** Null for the rule. */
  private final @Nullable Template template;

  private OrderingKey(@Nullable Template template) {
    this.template = template;
  }

  /** The resource UUID. */
  public static OrderingKey resourceUuid() {
    return new OrderingKey(null);
  }

  /**
   * Reads a key template.
   *
   * @param attributeNames the attributes that the operator gave the installation
   * @throws TemplateException when a placeholder is unknown or a brace has no partner
   */
  public static OrderingKey parse(String text, Set<String> attributeNames)
      throws TemplateException {
    return text.equals(DEFAULT)
        ? resourceUuid()
        : new OrderingKey(Template.parse(text, TemplateRules.any(), attributeNames));
  }

  @Nullable String of(EventParts event) {
    return template == null ? event.resourceUuid() : template.expand(event);
  }
}
