package io.acsexport.core.event;

import io.acsexport.core.event.ExportEvent.AcsReference;
import io.acsexport.core.event.ExportEvent.Addressing;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form of an event in the spool: a sequence of fields, each a tag of one byte, a length, and
 * that many bytes. Lengths and numbers are varints of seven bits a byte, lowest first; texts are
 * UTF-8. A field that is not there is null; one of length 0 is empty.
 *
 * <p>A reader steps over tags that it does not know, so an older version reads what a newer one
 * wrote. Never give a number a new meaning; tag 0 stays unused, so that zeros are no event.
 *
 * <p>Stateless and thread-safe.
 */
public final class EventCodec {

  private static final int ID = 1;
  private static final int NODE = 2;
  private static final int CATEGORY = 3;
  private static final int TYPE = 4;
  private static final int SOURCE = 5;
  private static final int RESOURCE_TYPE = 6;
  private static final int RESOURCE_UUID = 7;
  private static final int BODY = 8;
  private static final int REFERENCE = 9;
  private static final int ADDRESSING = 10;

  /** Fields inside {@link #REFERENCE}. */
  private static final int EVENT_ID = 1;

  private static final int ACCOUNT_ID = 2;
  private static final int ACCOUNT_UUID = 3;
  private static final int DOMAIN_ID = 4;

  /** Fields inside {@link #ADDRESSING}; names are joined by what no name can hold. */
  private static final int DESTINATIONS = 1;

  private static final int FIRST_ACCEPTED = 2;
  private static final String SEPARATOR = ",";

  private EventCodec() {}

  /** Replaces the buffer's content by this event. Allocates nothing but what the buffer lacks. */
  public static void encode(ExportEvent event, PayloadBuffer out) {
    out.clear();
    putText(out, ID, event.id());
    putText(out, NODE, event.node());
    putText(out, CATEGORY, event.category());
    putText(out, TYPE, event.type());
    putText(out, SOURCE, event.source());
    putText(out, RESOURCE_TYPE, event.resourceType());
    putText(out, RESOURCE_UUID, event.resourceUuid());
    AcsReference reference = event.reference();
    if (reference != null) {
      putReference(out, reference);
    }
    Addressing addressing = event.addressing();
    if (addressing != null) {
      putAddressing(out, addressing);
    }
    byte[] body = event.body();
    if (body != null) {
      out.putByte(BODY);
      out.putVarint(body.length);
      out.putBytes(body);
    }
  }

  /** The event in an array of its own. */
  public static byte[] encode(ExportEvent event) {
    PayloadBuffer out = new PayloadBuffer(512);
    encode(event, out);
    return Arrays.copyOf(out.array(), out.length());
  }

  /**
   * The same event, whatever its fields are, for these destinations alone.
   *
   * @throws CorruptEventException when the fields cannot be told apart
   */
  public static byte[] readdress(byte[] payload, Addressing addressing)
      throws CorruptEventException {
    FieldReader fields = new FieldReader(payload, 0, payload.length);
    PayloadBuffer out = new PayloadBuffer(payload.length + 128);
    while (fields.next()) {
      if (fields.tag() != ADDRESSING) {
        byte[] value = fields.bytes();
        out.putByte(fields.tag());
        out.putVarint(value.length);
        out.putBytes(value);
      }
    }
    putAddressing(out, addressing);
    return Arrays.copyOf(out.array(), out.length());
  }

  /**
   * Reads an event back.
   *
   * @throws CorruptEventException when a field is cut off, malformed, there twice, or missing
   */
  public static ExportEvent decode(byte[] payload) throws CorruptEventException {
    FieldReader fields = new FieldReader(payload, 0, payload.length);
    @Nullable String id = null;
    @Nullable String node = null;
    @Nullable String category = null;
    @Nullable String type = null;
    @Nullable String source = null;
    @Nullable String resourceType = null;
    @Nullable String resourceUuid = null;
    byte @Nullable [] body = null;
    @Nullable AcsReference reference = null;
    @Nullable Addressing addressing = null;
    while (fields.next()) {
      switch (fields.tag()) {
        case ID -> id = fields.text();
        case NODE -> node = fields.text();
        case CATEGORY -> category = fields.text();
        case TYPE -> type = fields.text();
        case SOURCE -> source = fields.text();
        case RESOURCE_TYPE -> resourceType = fields.text();
        case RESOURCE_UUID -> resourceUuid = fields.text();
        case BODY -> body = fields.bytes();
        case REFERENCE -> reference = reference(fields.nested());
        case ADDRESSING -> addressing = addressing(fields.nested());
        default -> {
          // Written by a newer version.
        }
      }
    }
    if (id == null || node == null) {
      throw new CorruptEventException(
          "the event has no " + (id == null ? "id" : "node") + " among its fields");
    }
    return new ExportEvent(
        id, node, category, type, source, resourceType, resourceUuid, body, reference, addressing);
  }

  private static Addressing addressing(FieldReader fields) throws CorruptEventException {
    Set<String> destinations = Set.of();
    @Nullable Long firstAccepted = null;
    while (fields.next()) {
      switch (fields.tag()) {
        case DESTINATIONS ->
            destinations = Set.copyOf(Arrays.asList(fields.text().split(SEPARATOR, -1)));
        case FIRST_ACCEPTED -> firstAccepted = fields.number();
        default -> {
          // Written by a newer version.
        }
      }
    }
    return new Addressing(destinations, firstAccepted);
  }

  private static AcsReference reference(FieldReader fields) throws CorruptEventException {
    @Nullable Long eventId = null;
    @Nullable Long accountId = null;
    @Nullable String accountUuid = null;
    @Nullable Long domainId = null;
    while (fields.next()) {
      switch (fields.tag()) {
        case EVENT_ID -> eventId = fields.number();
        case ACCOUNT_ID -> accountId = fields.number();
        case ACCOUNT_UUID -> accountUuid = fields.text();
        case DOMAIN_ID -> domainId = fields.number();
        default -> {
          // Written by a newer version.
        }
      }
    }
    return new AcsReference(eventId, accountId, accountUuid, domainId);
  }

  private static void putReference(PayloadBuffer out, AcsReference reference) {
    out.putByte(REFERENCE);
    int start = out.length();
    putNumber(out, EVENT_ID, reference.eventId());
    putNumber(out, ACCOUNT_ID, reference.accountId());
    putText(out, ACCOUNT_UUID, reference.accountUuid());
    putNumber(out, DOMAIN_ID, reference.domainId());
    out.insertLengthOf(start);
  }

  private static void putAddressing(PayloadBuffer out, Addressing addressing) {
    out.putByte(ADDRESSING);
    int start = out.length();
    putText(out, DESTINATIONS, String.join(SEPARATOR, addressing.destinations()));
    putNumber(out, FIRST_ACCEPTED, addressing.firstAcceptedMillis());
    out.insertLengthOf(start);
  }

  private static void putText(PayloadBuffer out, int tag, @Nullable String text) {
    if (text != null) {
      out.putByte(tag);
      out.putText(text);
    }
  }

  private static void putNumber(PayloadBuffer out, int tag, @Nullable Long number) {
    if (number != null) {
      out.putByte(tag);
      int start = out.length();
      out.putVarint(number);
      out.insertLengthOf(start);
    }
  }
}
