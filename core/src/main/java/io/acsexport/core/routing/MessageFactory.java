package io.acsexport.core.routing;

import io.acsexport.core.delivery.MessageSource;
import io.acsexport.core.delivery.UnreadableRecordException;
import io.acsexport.core.event.CorruptEventException;
import io.acsexport.core.event.EventCodec;
import io.acsexport.core.event.ExportEvent;
import io.acsexport.core.event.ExportEvent.Addressing;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.OutboundMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages of one destination: decode, filter, route, format, headers. Used by the
 * destination's worker thread alone.
 *
 * <p>A gap in the spool becomes a message of its own that no filter drops, described at {@code
 * GapEvent}.
 */
public final class MessageFactory implements MessageSource {

  private final String node;
  private final UUID spool;
  private final DestinationRoute route;
  private final Map<String, String> attributes;
  private final Map<String, String> attributeHeaders;
  private final @Nullable Map<String, String> constantRoute;

  /** Why the destination takes nothing at all in this installation; else null. */
  private final EventFilter.@Nullable Refusal closed;

  private final AcceptTime acceptTime = new AcceptTime();
  private final Clock clock;

  /**
   * For one destination.
   *
   * @param node the id of this management server
   * @param attributes what the operator wrote about the installation, in the order of the headers
   * @param spool identity of the spool whose records are turned into messages
   * @param clock gives the time inside gap events
   */
  public MessageFactory(
      String node,
      DestinationRoute route,
      Map<String, String> attributes,
      UUID spool,
      Clock clock) {
    this.node = node;
    this.route = route;
    this.attributes = Map.copyOf(attributes);
    this.attributeHeaders = MessageHeaders.ofAttributes(attributes);
    this.spool = spool;
    this.clock = clock;
    this.constantRoute = route.constant();
    this.closed = route.filter().refusal(attributes);
  }

  @Override
  public @Nullable OutboundMessage messageFor(SpoolItem item) throws UnreadableRecordException {
    if (item instanceof SpoolItem.Gap gap) {
      // Where nothing is ever sent, nobody misses anything.
      return closed == null ? gap(gap) : null;
    }
    SpoolItem.Entry entry = (SpoolItem.Entry) item;
    ExportEvent event = decode(entry);
    Addressing addressing = event.addressing();
    boolean replayed = addressing != null && addressing.replayed();
    if (addressing != null && !addressing.destinations().contains(route.destination())) {
      return null;
    }
    // What an operator replays is wanted, whatever the filter says by now.
    if (!replayed && refusal(event) != null) {
      return null;
    }
    EventParts parts =
        new EventParts(
            event.id(),
            event.node(),
            event.category(),
            event.type(),
            event.source(),
            event.resourceType(),
            event.resourceUuid(),
            attributes);
    return message(
        parts,
        entry.sequence(),
        acceptedMillis(event, entry),
        replayed ? entry.acceptedMillis() : null,
        route.key().of(parts),
        new Content(event.body(), Content.TEXT));
  }

  /** Why this destination does not take an event; null where it does. */
  public EventFilter.@Nullable Refusal refusal(ExportEvent event) {
    return closed != null
        ? closed
        : route.filter().refusal(event.category(), event.type(), event.resourceType());
  }

  /** A replayed event keeps the time it was accepted first. */
  private static long acceptedMillis(ExportEvent event, SpoolItem.Entry entry) {
    Addressing addressing = event.addressing();
    Long first = addressing == null ? null : addressing.firstAcceptedMillis();
    return first == null ? entry.acceptedMillis() : first;
  }

  private static ExportEvent decode(SpoolItem.Entry entry) throws UnreadableRecordException {
    try {
      return EventCodec.decode(entry.payload());
    } catch (CorruptEventException e) {
      throw new UnreadableRecordException(
          "record " + entry.sequence() + " holds no readable event: " + e.getMessage(), e);
    }
  }

  private OutboundMessage gap(SpoolItem.Gap gap) {
    Instant now = clock.instant();
    EventParts parts =
        new EventParts(
            GapEvent.id(spool, route.destination(), gap),
            node,
            GapEvent.CATEGORY,
            GapEvent.TYPE,
            GapEvent.SOURCE,
            null,
            null,
            attributes);
    return message(
        parts,
        gap.sequence(),
        now.toEpochMilli(),
        null,
        null,
        new Content(GapEvent.body(gap, node, route.destination(), now), Content.JSON));
  }

  // NullAway does not see that the SPI's body may be null: in class files it overlooks annotated
  // arrays.
  @SuppressWarnings("NullAway")
  private OutboundMessage message(
      EventParts parts,
      long sequence,
      long acceptedMillis,
      @Nullable Long replayedMillis,
      @Nullable String key,
      Content own) {
    Content content = route.format().format(own, new Stamped(parts, key, sequence, acceptedMillis));
    return new OutboundMessage(
        parts.id(),
        spool,
        sequence,
        key,
        content.body(),
        content.mediaType(),
        MessageHeaders.of(
            parts,
            acceptTime.format(acceptedMillis),
            sequence,
            replayedMillis == null ? null : new AcceptTime().format(replayedMillis),
            attributeHeaders),
        constantRoute == null ? expand(parts) : constantRoute,
        Instant.ofEpochMilli(acceptedMillis),
        0);
  }

  private Map<String, String> expand(EventParts parts) {
    Map<String, String> expanded = new HashMap<>();
    route.templates().forEach((key, template) -> expanded.put(key, template.expand(parts)));
    return expanded;
  }
}
