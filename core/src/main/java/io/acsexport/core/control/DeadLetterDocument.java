package io.acsexport.core.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.deadletter.DeadLetter;
import io.acsexport.core.deadletter.StoredDeadLetter;
import io.acsexport.core.event.CorruptEventException;
import io.acsexport.core.event.EventCodec;
import io.acsexport.core.event.ExportEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A dead letter as JSON. Names of fields are kept: programs read them. */
public final class DeadLetterDocument {

  private DeadLetterDocument() {}

  /**
   * One dead letter.
   *
   * @param whole whether with the event's body, which may be long
   */
  public static ObjectNode of(StoredDeadLetter stored, boolean whole) {
    DeadLetter letter = stored.letter();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("number", stored.number());
    document.put("destination", letter.destination());
    document.put("code", letter.failure().code().label());
    document.put("detail", letter.failure().detail());
    document.put("remedy", letter.failure().remedy());
    document.put("attempts", letter.attempts());
    document.put("firstAttempt", letter.firstAttempt().toString());
    document.put("failedAt", letter.failedAt().toString());
    document.put("sequence", letter.record().sequence());
    document.put("accepted", Instant.ofEpochMilli(letter.record().acceptedMillis()).toString());
    document.put("bytes", letter.record().payload().length);
    try {
      add(document, EventCodec.decode(letter.record().payload()), whole);
    } catch (CorruptEventException unreadable) {
      document.putNull("id");
      document.put("unreadable", String.valueOf(unreadable.getMessage()));
    }
    return document;
  }

  private static void add(ObjectNode document, ExportEvent event, boolean whole) {
    document.put("id", event.id());
    document.put("node", event.node());
    document.put("category", event.category());
    document.put("type", event.type());
    document.put("source", event.source());
    document.put("resourceType", event.resourceType());
    document.put("resourceUuid", event.resourceUuid());
    ExportEvent.Addressing addressing = event.addressing();
    document.put("replayed", addressing != null && addressing.replayed());
    byte[] body = event.body();
    if (whole) {
      document.put("description", body == null ? null : new String(body, StandardCharsets.UTF_8));
    }
  }
}
