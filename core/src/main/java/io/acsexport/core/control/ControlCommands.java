package io.acsexport.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.control.ControlException.Code;
import io.acsexport.core.deadletter.DeadLetterReader;
import io.acsexport.core.deadletter.StoredDeadLetter;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.ExporterStatus;
import io.acsexport.core.engine.ForsakenDestinations;
import io.acsexport.core.engine.Operations;
import io.acsexport.core.engine.Operations.Details;
import io.acsexport.core.engine.Operations.NoSuchDestinationException;
import io.acsexport.core.engine.Operations.Replayed;
import io.acsexport.core.engine.PublishRefusedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does what requests ask for. Thread-safe: every connection has its own thread. */
final class ControlCommands {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final long MOST_LISTED = 100_000;

  private final Exporter exporter;
  private final Operations operations;
  private final ExporterInfo info;
  private final Clock clock;
  private final RateWindow rates;

  /** Takes the lines of an answer that come before its last. */
  @FunctionalInterface
  interface Items {
    void item(JsonNode item) throws IOException;
  }

  ControlCommands(Exporter exporter, ExporterInfo info, Clock clock, RateWindow rates) {
    this.exporter = exporter;
    this.operations = exporter.operations();
    this.info = info;
    this.clock = clock;
    this.rates = rates;
  }

  /**
   * Runs one request.
   *
   * @return the result that ends the answer
   * @throws ControlException when it was refused or failed
   * @throws IOException when the items could not be written
   */
  ObjectNode run(JsonNode request, Items items) throws ControlException, IOException {
    String command = Requests.text(request, "command");
    try {
      return switch (command) {
        case "status" -> status();
        case "pause" -> pause(request);
        case "resume" -> resume(request);
        case "dead-letters" -> list(request, items);
        case "dead-letter" -> show(request);
        case "replay" -> replay(request);
        case "purge" -> purge(request);
        case "forsaken" -> forsaken(request, false);
        case "forget" -> forsaken(request, true);
        case "send" -> send(request);
        default ->
            throw new ControlException(
                Code.UNKNOWN_COMMAND, "This exporter knows no command '" + command + "'.");
      };
    } catch (NoSuchDestinationException e) {
      throw new ControlException(Code.NOT_FOUND, String.valueOf(e.getMessage()));
    } catch (PublishRefusedException e) {
      throw new ControlException(Code.REFUSED, e.reason() + ": " + e.getMessage());
    }
  }

  private ObjectNode status() {
    ExporterStatus status = exporter.status();
    Map<String, Details> details = new HashMap<>();
    for (String name : status.destinations().keySet()) {
      try {
        details.put(name, operations.details(name));
      } catch (NoSuchDestinationException gone) {
        // Taken out of the configuration a moment ago: what is known of it is shown.
      }
    }
    return StatusDocument.of(
        info,
        operations.directory(),
        status,
        details,
        operations.forsaken().withCursor(),
        rates.until(System.nanoTime(), status),
        clock.instant());
  }

  private ObjectNode pause(JsonNode request) throws ControlException, NoSuchDestinationException {
    String name = Requests.text(request, "destination");
    return disk(
        () -> {
          operations.pause(name);
          return result("pausedSince", operations.details(name).pausedSince());
        });
  }

  private ObjectNode resume(JsonNode request) throws ControlException, NoSuchDestinationException {
    String name = Requests.text(request, "destination");
    return disk(
        () -> {
          Instant since = operations.details(name).pausedSince();
          operations.resume(name);
          return result("pausedSince", since);
        });
  }

  private ObjectNode list(JsonNode request, Items items)
      throws ControlException, NoSuchDestinationException, IOException {
    String name = Requests.text(request, "destination");
    Long after = Requests.optionalNumber(request, "after");
    Long limit = Requests.optionalNumber(request, "limit");
    long most = limit == null ? MOST_LISTED : Math.max(0, Math.min(limit, MOST_LISTED));
    long listed = 0;
    // What fails here may be the disk or the client: either way this answer is over.
    try (DeadLetterReader letters = operations.deadLetters(name)) {
      StoredDeadLetter letter = letters.next();
      while (letter != null && listed < most) {
        if (after == null || letter.number() > after) {
          items.item(DeadLetterDocument.of(letter, false));
          listed++;
        }
        letter = letters.next();
      }
      ObjectNode result = NODES.objectNode();
      result.put("listed", listed);
      result.put("more", letter != null);
      result.put("unreadable", letters.unreadable());
      return result;
    }
  }

  private ObjectNode show(JsonNode request) throws ControlException, NoSuchDestinationException {
    String name = Requests.text(request, "destination");
    LetterSelection wanted = Requests.selection(request);
    return disk(
        () -> {
          try (DeadLetterReader letters = operations.deadLetters(name)) {
            StoredDeadLetter letter = letters.next();
            while (letter != null) {
              if (wanted.test(letter)) {
                return DeadLetterDocument.of(letter, true);
              }
              letter = letters.next();
            }
          }
          throw new ControlException(
              Code.NOT_FOUND, "Destination '" + name + "' has no such dead letter.");
        });
  }

  private ObjectNode replay(JsonNode request) throws ControlException, NoSuchDestinationException {
    String name = Requests.text(request, "destination");
    LetterSelection which = Requests.selection(request);
    return disk(
        () -> {
          Replayed replayed = operations.replay(name, which);
          ObjectNode result = NODES.objectNode();
          result.put("replayed", replayed.replayed());
          result.put("unreadable", replayed.unreadable());
          result.put("stopped", replayed.stopped());
          return result;
        });
  }

  private ObjectNode purge(JsonNode request) throws ControlException, NoSuchDestinationException {
    String name = Requests.text(request, "destination");
    LetterSelection which = Requests.selection(request);
    return disk(
        () -> {
          ObjectNode result = NODES.objectNode();
          result.put("purged", operations.purge(name, which));
          return result;
        });
  }

  private ObjectNode forsaken(JsonNode request, boolean forget)
      throws ControlException, NoSuchDestinationException {
    String name = Requests.text(request, "destination");
    return disk(
        () -> {
          ForsakenDestinations forsaken = operations.forsaken();
          if (exporter.status().destinations().containsKey(name)) {
            throw new ControlException(
                Code.REFUSED, "Destination '" + name + "' is still configured.");
          }
          if (!forsaken.names().contains(name)) {
            throw new ControlException(
                Code.NOT_FOUND,
                "Nothing is kept for a destination '"
                    + name
                    + "'. No longer configured, but kept: "
                    + (forsaken.names().isEmpty() ? "none" : String.join(", ", forsaken.names()))
                    + ".");
          }
          ForsakenDestinations.Kept kept = forsaken.kept(name);
          if (forget) {
            forsaken.forget(name);
          }
          ObjectNode result = result("oldest", kept.oldest());
          result.put("events", kept.events());
          result.put("deadLetters", kept.deadLetters());
          return result;
        });
  }

  private ObjectNode send(JsonNode request)
      throws ControlException, NoSuchDestinationException, PublishRefusedException {
    JsonNode event = request.path("event");
    if (!event.isObject()) {
      throw new ControlException(Code.MALFORMED, "The request lacks 'event'.");
    }
    long sequence = operations.send(Requests.event(event), Requests.texts(request, "destinations"));
    return NODES.objectNode().put("sequence", sequence);
  }

  private interface Action {
    ObjectNode run() throws IOException, ControlException, NoSuchDestinationException;
  }

  /** A failure of the disk is an answer, unlike a failure of the connection. */
  private static ObjectNode disk(Action action)
      throws ControlException, NoSuchDestinationException {
    try {
      return action.run();
    } catch (IOException e) {
      throw new ControlException(Code.IO, e + ".");
    }
  }

  private static ObjectNode result(String field, @Nullable Instant time) {
    return NODES.objectNode().put(field, time == null ? null : time.toString());
  }
}
