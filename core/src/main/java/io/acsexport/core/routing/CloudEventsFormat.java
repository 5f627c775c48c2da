package io.acsexport.core.routing;

import io.acsexport.transport.TemplateRules;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 in structured JSON, written by the CloudEvents SDK; the names are those of {@link
 * CloudEventAttributes}. A description that is JSON becomes {@code data} with its very characters,
 * any other a text.
 */
final class CloudEventsFormat implements EventFormat {

  /** All attributes of the longest event, and those of the installation. */
  private static final int MAX_ENVELOPE = 128 << 10;

  /** What CloudEvents forbids in the values of attributes. */
  private static final TemplateRules ATTRIBUTE_VALUES =
      TemplateRules.onlyAllowing("^\\p{Cc}\\p{Cs}\\p{IsNoncharacter_Code_Point}");

  private record Source(String node, URI uri) {}

  private final JsonFormat json = new JsonFormat().withForceNonJsonDataToString();
  private final AllowedCharacters allowed = new AllowedCharacters(ATTRIBUTE_VALUES);
  private final Map<String, String> attributes;

  /** That of the last event: as a rule all have the same. */
  private volatile Source lastSource = new Source("", URI.create("/cloudstack/"));

  CloudEventsFormat(Map<String, String> attributes) {
    this.attributes = CloudEventAttributes.ofAttributes(attributes);
  }

  @Override
  public String name() {
    return "cloudevents";
  }

  /**
   * {@inheritDoc} Quotes and backslashes take two bytes in a text; a body that is full of control
   * characters, which take six, may become longer yet and is then refused by the broker.
   */
  @Override
  public int maxBytes(int maxBody) {
    return (int) Math.min(Integer.MAX_VALUE, 2L * maxBody + MAX_ENVELOPE);
  }

  @Override
  public Content format(Content own, Stamped event) {
    EventParts parts = event.parts();
    CloudEventBuilder builder =
        CloudEventBuilder.v1()
            .withId(allowed.apply(parts.id()))
            .withSource(source(parts.node()))
            .withType(allowed.apply(type(parts)))
            .withTime(Instant.ofEpochMilli(event.acceptedMillis()).atOffset(ZoneOffset.UTC));
    String subject = subject(parts);
    if (subject != null) {
      builder.withSubject(allowed.apply(subject));
    }
    put(builder, CloudEventAttributes.PARTITION_KEY, event.key());
    put(builder, CloudEventAttributes.CATEGORY, parts.category());
    put(builder, CloudEventAttributes.TYPE, parts.type());
    put(builder, CloudEventAttributes.SOURCE, parts.source());
    put(builder, CloudEventAttributes.RESOURCE_TYPE, parts.resourceType());
    put(builder, CloudEventAttributes.RESOURCE_UUID, parts.resourceUuid());
    put(builder, CloudEventAttributes.NODE, parts.node());
    put(builder, CloudEventAttributes.SEQUENCE, Long.toString(event.sequence()));
    attributes.forEach((name, value) -> put(builder, name, value));
    byte[] body = own.body();
    if (body != null) {
      boolean isJson = JsonText.isJson(new String(body, StandardCharsets.UTF_8));
      builder.withData(isJson ? Content.JSON : Content.TEXT, body);
    }
    return new Content(json.serialize(builder.build()), JsonFormat.CONTENT_TYPE);
  }

  private void put(CloudEventBuilder builder, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      builder.withExtension(name, allowed.apply(value));
    }
  }

  private URI source(String node) {
    Source last = lastSource;
    if (!last.node().equals(node)) {
      last = new Source(node, uri(node));
      lastSource = last;
    }
    return last.uri();
  }

  private static URI uri(String node) {
    try {
      return URI.create(new URI(null, null, "/cloudstack/" + node, null).toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a path that begins with a slash is always one", e);
    }
  }

  private static String type(EventParts parts) {
    return GapEvent.CATEGORY.equals(parts.category())
        ? CloudEventAttributes.GAP_TYPE
        : CloudEventAttributes.TYPE_PREFIX + orNone(parts.category()) + '.' + orNone(parts.type());
  }

  private static String orNone(@Nullable String part) {
    return part == null || part.isEmpty() ? "none" : part;
  }

  private static @Nullable String subject(EventParts parts) {
    String type = parts.resourceType();
    String uuid = parts.resourceUuid();
    if (uuid == null || uuid.isEmpty()) {
      return null;
    }
    return type == null || type.isEmpty() ? uuid : type + '/' + uuid;
  }
}
