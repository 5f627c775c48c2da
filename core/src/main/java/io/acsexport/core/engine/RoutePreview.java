package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.delivery.UnreadableRecordException;
import io.acsexport.core.event.CorruptEventException;
import io.acsexport.core.event.EventCodec;
import io.acsexport.core.event.EventIntake;
import io.acsexport.core.event.EventRefusedException;
import io.acsexport.core.event.ExportEvent;
import io.acsexport.core.event.PayloadBuffer;
import io.acsexport.core.redaction.Redactor;
import io.acsexport.core.routing.EventFilter;
import io.acsexport.core.routing.MessageFactory;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.OutboundMessage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Shows what would become of an event: the same way from acceptance to the transport's door, with
 * nothing stored and no transport made. For one thread.
 */
public final class RoutePreview {

  /** Nobody's: what only a spool can give is left to it. */
  private static final UUID NO_SPOOL = new UUID(0, 0);

  private static final long NO_SEQUENCE = 0;

  private final EventIntake intake;
  private final Clock clock;
  private final Map<DestinationConfig, MessageFactory> factories = new LinkedHashMap<>();
  private final PayloadBuffer buffer = new PayloadBuffer(2 << 10);

  /**
   * For these destinations.
   *
   * @param config gives attributes, redaction and the longest body
   * @param destinations some or all of the configured ones
   */
  public RoutePreview(
      ExporterConfig config, List<DestinationConfig> destinations, String node, Clock clock) {
    this.clock = clock;
    this.intake =
        new EventIntake(node, new Redactor(config.redaction()), config.spool().maxRecordSize());
    for (DestinationConfig destination : destinations) {
      factories.put(
          destination,
          DestinationMessages.of(destination, node, config.attributes(), NO_SPOOL, clock));
    }
  }

  /**
   * What would become of an event.
   *
   * @param event as it would be stored, masked
   * @param masked how many values were masked
   * @param verdicts of each destination, in the order given
   */
  public record Preview(ExportEvent event, int masked, List<Verdict> verdicts) {}

  /**
   * What one destination would do with an event. Exactly one of refusal and message is null.
   *
   * @param refusal why it does not take it
   * @param message what it would hand to its transport; sequence 0 and the present time stand for
   *     what the event gets when it is stored
   */
  public record Verdict(
      DestinationConfig destination,
      EventFilter.@Nullable Refusal refusal,
      @Nullable OutboundMessage message) {}

  /**
   * Looks at an event.
   *
   * @throws EventRefusedException when it would not be accepted
   */
  public Preview of(PublishRequest request) throws EventRefusedException {
    buffer.clear();
    int masked = request.encode(intake, buffer);
    byte[] payload = Arrays.copyOf(buffer.array(), buffer.length());
    try {
      ExportEvent event = EventCodec.decode(payload);
      SpoolItem stored = new SpoolItem.Entry(NO_SEQUENCE, clock.millis(), payload);
      List<Verdict> verdicts = new ArrayList<>();
      for (Map.Entry<DestinationConfig, MessageFactory> entry : factories.entrySet()) {
        MessageFactory factory = entry.getValue();
        verdicts.add(
            new Verdict(entry.getKey(), factory.refusal(event), factory.messageFor(stored)));
      }
      return new Preview(event, masked, verdicts);
    } catch (CorruptEventException | UnreadableRecordException e) {
      throw new IllegalStateException("what was encoded cannot be decoded: " + e.getMessage(), e);
    }
  }
}
