package io.acsexport.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The events that a real management server published, as the test harness carries them. */
public final class CapturedEvents {

  private CapturedEvents() {}

  /** One line of the file. */
  public record Captured(
      @Nullable String id,
      @Nullable String category,
      @Nullable String type,
      @Nullable String source,
      @Nullable String resourceType,
      @Nullable String resourceUuid,
      String description) {

    /** As a bus that knows nothing of redaction would send it. */
    public byte[] utf8() {
      return description.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** All of them, in order. */
  public static List<Captured> all() {
    ObjectMapper mapper = new ObjectMapper();
    List<Captured> events = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(
            CapturedEvents.class.getResourceAsStream(
                "/io/acsexport/testing/cloudstack-events.jsonl"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        JsonNode node = mapper.readTree(line);
        events.add(
            new Captured(
                text(node, "eventUuid"),
                text(node, "category"),
                text(node, "type"),
                text(node, "source"),
                text(node, "resourceType"),
                text(node, "resourceUuid"),
                node.get("description").textValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.get(field).textValue();
  }
}
