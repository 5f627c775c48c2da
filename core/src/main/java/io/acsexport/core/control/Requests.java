package io.acsexport.core.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.control.ControlException.Code;
import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.event.ExportEvent.AcsReference;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads requests, and what is in them. What is not of the right kind is refused, never guessed. */
final class Requests {

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private Requests() {}

  /** An object with a command. */
  static JsonNode parse(byte[] line) throws ControlException {
    JsonNode request;
    try {
      request = READER.readTree(line);
    } catch (JsonProcessingException e) {
      throw malformed("The request is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw malformed("The request is not UTF-8.");
    }
    if (!request.isObject()) {
      throw malformed("The request is no JSON object.");
    }
    return request;
  }

  static String text(JsonNode object, String field) throws ControlException {
    String text = optionalText(object, field);
    if (text == null) {
      throw malformed("The request lacks '" + field + "'.");
    }
    return text;
  }

  static @Nullable String optionalText(JsonNode object, String field) throws ControlException {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw malformed("'" + field + "' is no text.");
    }
    return value.textValue();
  }

  static @Nullable Long optionalNumber(JsonNode object, String field) throws ControlException {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw malformed("'" + field + "' is no whole number.");
    }
    return value.longValue();
  }

  static Set<String> texts(JsonNode object, String field) throws ControlException {
    JsonNode value = object.path(field);
    Set<String> texts = new TreeSet<>();
    if (value.isMissingNode() || value.isNull()) {
      return texts;
    }
    for (JsonNode each : value) {
      if (!each.isTextual()) {
        throw malformed("'" + field + "' holds something that is no text.");
      }
      texts.add(each.textValue());
    }
    if (!value.isArray()) {
      throw malformed("'" + field + "' is no list.");
    }
    return texts;
  }

  /**
   * Dead letters by {@code names}, {@code before} and {@code code}; all only where that is said.
   */
  static LetterSelection selection(JsonNode request) throws ControlException {
    Set<String> names = texts(request, "names");
    String before = optionalText(request, "before");
    String code = optionalText(request, "code");
    if (names.isEmpty() && before == null && code == null && !request.path("all").asBoolean()) {
      throw malformed("The request says neither which dead letters it means nor 'all'.");
    }
    try {
      return new LetterSelection(names, before == null ? null : Instant.parse(before), code);
    } catch (DateTimeParseException e) {
      throw malformed("'before' is no time such as 2026-11-29T12:00:00Z.");
    }
  }

  /** What {@link #event} reads. */
  static ObjectNode ofEvent(PublishRequest event) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("eventUuid", event.id());
    document.put("category", event.category());
    document.put("type", event.type());
    document.put("source", event.source());
    document.put("resourceType", event.resourceType());
    document.put("resourceUuid", event.resourceUuid());
    document.put("description", event.body());
    AcsReference reference = event.reference();
    if (reference != null) {
      document.put("eventId", reference.eventId());
      document.put("accountId", reference.accountId());
      document.put("accountUuid", reference.accountUuid());
      document.put("domainId", reference.domainId());
    }
    return document;
  }

  static PublishRequest event(JsonNode event) throws ControlException {
    AcsReference reference =
        new AcsReference(
            optionalNumber(event, "eventId"),
            optionalNumber(event, "accountId"),
            optionalText(event, "accountUuid"),
            optionalNumber(event, "domainId"));
    return new PublishRequest(
        optionalText(event, "eventUuid"),
        optionalText(event, "category"),
        optionalText(event, "type"),
        optionalText(event, "source"),
        optionalText(event, "resourceType"),
        optionalText(event, "resourceUuid"),
        optionalText(event, "description"),
        reference.equals(new AcsReference(null, null, null, null)) ? null : reference);
  }

  static ArrayNode list(Iterable<String> texts) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    texts.forEach(list::add);
    return list;
  }

  private static ControlException malformed(String message) {
    return new ControlException(Code.MALFORMED, message);
  }
}
