package io.acsexport.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.engine.PausedDestinations;
import io.acsexport.core.spool.SpoolInspection;
import io.acsexport.core.spool.SpoolInspection.CursorFindings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The status of a spool on which no exporter runs, in the fields of a running one as far as they
 * can be known. Reads, and changes nothing.
 */
public final class StoppedStatus {

  private StoppedStatus() {}

  /**
   * Of the spool in a folder.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   * @throws IOException when it cannot be read
   */
  public static JsonNode of(Path directory, Instant now) throws IOException {
    SpoolInspection.Findings found = SpoolInspection.look(directory);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("running", false);
    document.put("now", now.toString());
    ObjectNode spool = document.putObject("spool");
    spool.put("directory", directory.toString());
    spool.put("id", found.identity() == null ? null : found.identity().spool().toString());
    spool.put("usedBytes", found.bytes());
    spool.putNull("maxBytes");
    spool.put("segments", found.segments());
    spool.put("records", found.records());
    spool.put("damaged", found.damaged());
    spool.putNull("obstacle");
    ArrayNode destinations = document.putArray("destinations");
    for (Map.Entry<String, CursorFindings> each : found.destinations().entrySet()) {
      destinations.add(destination(directory, each.getKey(), each.getValue()));
    }
    found.problems().forEach(document.putArray("problems")::add);
    return document;
  }

  private static ObjectNode destination(Path directory, String name, CursorFindings found)
      throws IOException {
    Instant paused = new PausedDestinations(directory.resolve("paused")).since(name);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("name", name);
    document.put("state", paused == null ? "stopped" : "paused");
    document.put("pausedSince", paused == null ? null : paused.toString());
    document.put("position", found.position());
    document.set("backlog", StatusDocument.backlog(found.backlog()));
    document.put("deadLetters", deadLetters(directory, name));
    document.putNull("lastConfirmed");
    document.putNull("lastError");
    return document;
  }

  private static @Nullable Long deadLetters(Path directory, String name) {
    long[] count = {0};
    try {
      StoppedControl.deadLetters(directory, name, letter -> count[0]++);
      return count[0];
    } catch (IOException | IllegalArgumentException unreadable) {
      return null;
    }
  }
}
