package io.acsexport.transport.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.acsexport.transport.OutboundMessage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages as the engine does: with the {@code acs-*} headers, and with sequences that ascend
 * from one to the next.
 */
public final class Messages {

  /** The header that carries the message's id. */
  public static final String ID = "acs-id";

  private final UUID spool;
  private final Map<String, String> route;
  private long sequence = 1L << 40;

  /**
   * Messages of that route.
   *
   * @param spool the spool that numbers them
   * @param route the expanded value of each template setting
   */
  public Messages(UUID spool, Map<String, String> route) {
    this.spool = spool;
    this.route = Map.copyOf(route);
  }

  /** A message of text. */
  public OutboundMessage text(@Nullable String key, String body) {
    return message(key, body.getBytes(UTF_8), Map.of(), route);
  }

  /** A message of bytes, or without a body. */
  public OutboundMessage bytes(@Nullable String key, byte @Nullable [] body) {
    return message(key, body, Map.of(), route);
  }

  /** A message with further headers. */
  public OutboundMessage with(@Nullable String key, String body, Map<String, String> headers) {
    return message(key, body.getBytes(UTF_8), headers, route);
  }

  /** A message that goes elsewhere. */
  public OutboundMessage to(Map<String, String> elsewhere, @Nullable String key, String body) {
    return message(key, body.getBytes(UTF_8), Map.of(), elsewhere);
  }

  /** Many messages, their keys taken in turn; each body is a number, ascending from 0. */
  public List<OutboundMessage> numbered(int count, List<? extends @Nullable String> keys) {
    List<OutboundMessage> messages = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      messages.add(text(keys.get(number % keys.size()), Integer.toString(number)));
    }
    return messages;
  }

  @SuppressWarnings("NullAway") // javac 17 writes no type annotations for a record's constructor.
  private OutboundMessage message(
      @Nullable String key,
      byte @Nullable [] body,
      Map<String, String> further,
      Map<String, String> to) {
    sequence++;
    String id = new UUID(sequence, spool.getLeastSignificantBits()).toString();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(ID, id);
    headers.put("acs-category", "ActionEvent");
    headers.put("acs-type", "VM.CREATE");
    headers.put("acs-source", "management-server");
    headers.put("acs-resource-type", "VirtualMachine");
    if (key != null) {
      headers.put("acs-resource-uuid", key);
    }
    headers.put("acs-accepted", now.toString());
    headers.put("acs-node", FakeContext.NODE);
    headers.put("acs-sequence", Long.toString(sequence));
    headers.putAll(further);
    return new OutboundMessage(id, spool, sequence, key, body, "text/plain", headers, to, now, 0);
  }
}
