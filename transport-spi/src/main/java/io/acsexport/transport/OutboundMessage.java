package io.acsexport.transport;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event, ready to be sent.
 *
 * <p>{@code spool} and {@code sequence} name the event's place in the installation's spool. A
 * transport that can store them atomically with the messages gives exactly-once: after a reconnect
 * it reads what it stored and answers {@link Outcome.Delivered} for that. The highest sequence
 * alone does not tell: while a message fails for no known reason, later ones of other keys can be
 * delivered before it.
 *
 * @param id stable and unique for the event, the same in every repeat; consumers drop repeats by it
 * @param spool identity of the spool that numbered the event
 * @param sequence strictly ascending within the spool, never used twice; gaps are normal
 * @param key the ordering key: messages of equal keys keep their order, except those of a null or
 *     empty key. Null means that the event has no key. An empty one is sent as such where keys are
 *     sent, but it is a resource UUID that CloudStack left empty: it says of no two events that
 *     they belong together
 * @param body the bytes to send, or null where the event has no body. Shared, not copied: never
 *     write to it
 * @param contentType media type of the body, such as {@code text/plain} or {@code application/json}
 * @param headers the {@code acs-*} headers in the order to send them; always {@link Headers}, and
 *     so immutable
 * @param route the expanded value of every setting declared as a template, by its key, such as
 *     {@code topic} to {@code cs}; immutable
 * @param acceptedAt when the engine accepted the event, in milliseconds
 * @param priorSends how often the engine handed this message to a transport before. Above 0 it is a
 *     repeat: an earlier send was answered {@link Outcome.Retry}, or not at all, and may have
 *     reached the broker. The engine has one batch open at a time while anything is repeated, so a
 *     batch that begins with a repeat tells that every failure answered so far was seen. The count
 *     lives in memory: 0 does not prove that the broker never saw the message
 */
public record OutboundMessage(
    String id,
    UUID spool,
    long sequence,
    @Nullable String key,
    byte @Nullable [] body,
    String contentType,
    Map<String, String> headers,
    Map<String, String> route,
    Instant acceptedAt,
    int priorSends) {

  /**
   * Checks what must not be null and makes the maps immutable; {@link Headers} and what {@code
   * Map.copyOf} made are not copied again.
   */
  public OutboundMessage {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(spool, "spool is null");
    Objects.requireNonNull(contentType, "contentType is null");
    headers = Headers.copyOf(headers);
    route = Map.copyOf(route);
    Objects.requireNonNull(acceptedAt, "acceptedAt is null");
  }

  /** The same message with another count of prior sends; its parts are shared. */
  @SuppressWarnings("NullAway") // it overlooks that the body may be null
  public OutboundMessage withPriorSends(int count) {
    return new OutboundMessage(
        id, spool, sequence, key, body, contentType, headers, route, acceptedAt, count);
  }

  /** Length of the body in bytes; 0 where there is none. */
  public int bodyLength() {
    return body == null ? 0 : body.length;
  }

  /**
   * The expanded template of a setting.
   *
   * @throws IllegalArgumentException when the provider declares no such template
   */
  public String route(String settingKey) {
    String value = route.get(settingKey);
    if (value == null) {
      throw new IllegalArgumentException(
          "no setting template named '" + settingKey + "' was resolved");
    }
    return value;
  }

  /** Names the event without its body, which is for the broker alone. */
  @Override
  public String toString() {
    return "OutboundMessage[" + id + ", sequence " + sequence + ", " + bodyLength() + " bytes]";
  }
}
