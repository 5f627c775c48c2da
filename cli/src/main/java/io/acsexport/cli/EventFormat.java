package io.acsexport.cli;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.event.ExportEvent.AcsReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events as captured from a management server: one JSON object a line, with the fields of ACS's
 * event. All may be null or absent, but an event without category, type and description is none.
 */
final class EventFormat {

  /** Fields that say how an event was captured; they are not sent. */
  private static final Set<String> UNSENT = Set.of("at", "thread");

  private static final Set<String> SENT =
      Set.of(
          "category",
          "type",
          "source",
          "resourceType",
          "resourceUuid",
          "eventId",
          "eventUuid",
          "accountId",
          "accountUuid",
          "domainId",
          "description");

  private static final ObjectReader READER =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  // Of what an event holds, no more than this gets into messages about it.
                  .errorReportConfiguration(
                      ErrorReportConfiguration.builder()
                          .maxErrorTokenLength(16)
                          .maxRawContentLength(0)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private EventFormat() {}

  /**
   * An event, and what was not understood in its line.
   *
   * @param unknownFields names of fields that no event has; they were ignored
   */
  record Parsed(PublishRequest request, List<String> unknownFields) {}

  /**
   * Reads a line.
   *
   * @throws UnreadableLineException when it holds no event
   */
  static Parsed parse(byte[] line) throws UnreadableLineException {
    JsonNode event = tree(line);
    if (!event.isObject()) {
      throw new UnreadableLineException("not a JSON object");
    }
    PublishRequest request =
        new PublishRequest(
            text(event, "eventUuid"),
            text(event, "category"),
            text(event, "type"),
            text(event, "source"),
            text(event, "resourceType"),
            text(event, "resourceUuid"),
            text(event, "description"),
            reference(event));
    if (request.category() == null && request.type() == null && request.body() == null) {
      throw new UnreadableLineException("no event: category, type and description are all absent");
    }
    List<String> unknown = new ArrayList<>();
    event
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!SENT.contains(field) && !UNSENT.contains(field)) {
                unknown.add(field);
              }
            });
    return new Parsed(request, unknown);
  }

  private static JsonNode tree(byte[] line) throws UnreadableLineException {
    try {
      return READER.readTree(line);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")";
      throw new UnreadableLineException("not JSON: " + e.getOriginalMessage() + where);
    } catch (IOException e) {
      throw new UnreadableLineException("not UTF-8: " + e.getMessage());
    }
  }

  private static @Nullable AcsReference reference(JsonNode event) throws UnreadableLineException {
    AcsReference reference =
        new AcsReference(
            number(event, "eventId"),
            number(event, "accountId"),
            text(event, "accountUuid"),
            number(event, "domainId"));
    return reference.equals(new AcsReference(null, null, null, null)) ? null : reference;
  }

  private static @Nullable String text(JsonNode event, String field)
      throws UnreadableLineException {
    JsonNode value = event.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new UnreadableLineException("field '" + field + "' is no text");
    }
    return value.textValue();
  }

  private static @Nullable Long number(JsonNode event, String field)
      throws UnreadableLineException {
    JsonNode value = event.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new UnreadableLineException("field '" + field + "' is no whole number");
    }
    return value.longValue();
  }
}
