package io.acsexport.core.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.acsexport.core.event.EventRefusedException.Reason;
import io.acsexport.core.event.ExportEvent.AcsReference;
import io.acsexport.core.redaction.Redacted;
import io.acsexport.core.redaction.RedactionException;
import io.acsexport.core.redaction.Redactor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the host publishes into what is stored: bounds, UTF-8, redaction, id, encoding.
 * Thread-safe; works on the publishing thread and does no I/O.
 *
 * <p>It allocates the body in UTF-8 and, only where something was masked, the masked body; beside
 * them less than a kilobyte.
 */
public final class EventIntake {

  /** The longest that all properties beside the body may be together, in characters. */
  public static final int MAX_PROPERTY_CHARS = 8 * 1024;

  /**
   * The most bytes that an encoded event has beyond its body: what a spool must allow on top of
   * {@code max-event-size}.
   */
  public static final int MAX_ENVELOPE_BYTES = 3 * MAX_PROPERTY_CHARS + 1024;

  private final String node;
  private final Redactor redactor;
  private final int maxBodyBytes;

  /**
   * Its lock is held for a few instructions, and for a read of random bytes once a millisecond.
   * Events that ACS gave an id never come here.
   */
  private final NoArgGenerator freshIds = Generators.timeBasedEpochGenerator();

  /**
   * For one exporter.
   *
   * @param node the id of this management server
   * @param maxBodyBytes {@code max-event-size}
   */
  public EventIntake(String node, Redactor redactor, int maxBodyBytes) {
    this.node = node;
    this.redactor = redactor;
    this.maxBodyBytes = maxBodyBytes;
  }

  /**
   * Replaces the buffer's content by the event, redacted and encoded. In all texts an unpaired
   * surrogate becomes {@code ?}, as in the stock buses.
   *
   * @param id ACS's event uuid; where it is null or empty the event gets a UUIDv7
   * @param body the description, or null where ACS gave none
   * @return how many values were masked
   * @throws EventRefusedException when the event is too large or cannot be redacted; the buffer's
   *     content is then undefined
   */
  public int encode(
      @Nullable String id,
      @Nullable String category,
      @Nullable String type,
      @Nullable String source,
      @Nullable String resourceType,
      @Nullable String resourceUuid,
      @Nullable String body,
      @Nullable AcsReference reference,
      PayloadBuffer out)
      throws EventRefusedException {
    int properties =
        length(id)
            + length(category)
            + length(type)
            + length(source)
            + length(resourceType)
            + length(resourceUuid)
            + (reference == null ? 0 : length(reference.accountUuid()));
    if (properties > MAX_PROPERTY_CHARS) {
      throw new EventRefusedException(
          Reason.TOO_LARGE,
          "the event's type, resource and other properties have "
              + properties
              + " characters; at most "
              + MAX_PROPERTY_CHARS
              + " are stored",
          null);
    }
    Redacted redacted = redacted(body);
    EventCodec.encode(
        new ExportEvent(
            id == null || id.isEmpty() ? freshIds.generate().toString() : id,
            node,
            category,
            type,
            source,
            resourceType,
            resourceUuid,
            redacted == null ? null : redacted.body(),
            reference),
        out);
    return redacted == null ? 0 : redacted.masked();
  }

  private @Nullable Redacted redacted(@Nullable String body) throws EventRefusedException {
    if (body == null) {
      return null;
    }
    // No character takes less than a byte: what is too long now need not be encoded to know.
    requireAllowed(body.length());
    byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
    requireAllowed(utf8.length);
    try {
      Redacted redacted = redactor.redact(utf8);
      requireAllowed(redacted.body().length);
      return redacted;
    } catch (RedactionException e) {
      throw new EventRefusedException(Reason.REDACTION_FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private void requireAllowed(int bodyLength) throws EventRefusedException {
    if (bodyLength > maxBodyBytes) {
      throw new EventRefusedException(
          Reason.TOO_LARGE,
          "the event's body has "
              + bodyLength
              + " bytes or more; spool.max-event-size allows "
              + maxBodyBytes,
          null);
    }
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : Math.min(text.length(), MAX_PROPERTY_CHARS + 1);
  }
}
