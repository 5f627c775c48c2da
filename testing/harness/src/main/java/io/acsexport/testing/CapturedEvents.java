package io.acsexport.testing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of captured events: JSON lines, one event each, blank lines ignored.
 *
 * @param events those that could be read, in file order
 * @param problems those that could not
 */
public record CapturedEvents(List<CapturedEvent> events, List<Problem> problems) {

  private static final String BUNDLED = "cloudstack-events.jsonl";
  private static final Set<String> FIELDS =
      Set.of(
          "at",
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
          "thread",
          "description");

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Copies both lists. */
  public CapturedEvents {
    events = List.copyOf(events);
    problems = List.copyOf(problems);
  }

  /**
   * A line that is no event.
   *
   * @param line its number, from 1
   * @param reason what is wrong with it, on one line
   */
  public record Problem(int line, String reason) {
    @Override
    public String toString() {
      return "line " + line + ": " + reason;
    }
  }

  /** The 220 events captured from a CloudStack 4.22 management server, in order of publication. */
  public static List<CapturedEvent> bundled() {
    try (InputStream in = CapturedEvents.class.getResourceAsStream(BUNDLED)) {
      if (in == null) {
        throw new IllegalStateException("The test harness lacks its resource " + BUNDLED + ".");
      }
      CapturedEvents captured = read(in);
      if (!captured.problems.isEmpty()) {
        throw new IllegalStateException(BUNDLED + ", " + captured.problems.get(0));
      }
      return captured.events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be opened or read
   */
  public static CapturedEvents read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  private static CapturedEvents read(InputStream in) throws IOException {
    List<CapturedEvent> events = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int number = 0;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      number++;
      if (text.isBlank()) {
        continue;
      }
      try {
        events.add(parse(number, text));
      } catch (JsonProcessingException e) {
        problems.add(new Problem(number, "no JSON: " + e.getOriginalMessage()));
      } catch (IllegalArgumentException e) {
        problems.add(new Problem(number, String.valueOf(e.getMessage())));
      }
    }
    return new CapturedEvents(events, problems);
  }

  private static CapturedEvent parse(int line, String text) throws JsonProcessingException {
    JsonNode node = MAPPER.readTree(text);
    if (!node.isObject()) {
      throw new IllegalArgumentException("a JSON object is needed");
    }
    for (var field : node.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new IllegalArgumentException("unknown field '" + field.getKey() + "'");
      }
    }
    return new CapturedEvent(
        line,
        instant(node, "at"),
        text(node, "category"),
        text(node, "type"),
        text(node, "source"),
        text(node, "resourceType"),
        text(node, "resourceUuid"),
        number(node, "eventId"),
        text(node, "eventUuid"),
        number(node, "accountId"),
        text(node, "accountUuid"),
        number(node, "domainId"),
        text(node, "thread"),
        text(node, "description"));
  }

  private static @Nullable String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException("'" + field + "' is no text");
    }
    return value.textValue();
  }

  private static @Nullable Long number(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("'" + field + "' is no whole number");
    }
    return value.longValue();
  }

  private static @Nullable Instant instant(JsonNode object, String field) {
    String text = text(object, field);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + field + "' is no time such as 2026-11-22T07:03:18Z", e);
    }
  }
}
