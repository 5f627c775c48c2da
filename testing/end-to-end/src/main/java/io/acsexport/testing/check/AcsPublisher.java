package io.acsexport.testing.check;

import io.acsexport.acs.AcsEventBus;
import io.acsexport.testing.CapturedEvent;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;
import org.apache.cloudstack.framework.events.EventSubscriber;
import org.apache.cloudstack.framework.events.EventTopic;

/**
 * Calls the bus as a management server does: configure, start, publish from any thread, stop twice.
 */
public final class AcsPublisher {

  private final AcsEventBus bus = new AcsEventBus();

  /** Configures the bus without starting it. */
  public AcsPublisher(Path home, Path configuration) {
    bus.setHome(home.toString());
    bus.setConfigurationFile(configuration.toString());
    bus.configure(bus.getName(), Map.of());
  }

  /** Begins delivery. */
  public void start() {
    bus.start();
  }

  /** Publishes an event as ACS would have. */
  public void publish(CapturedEvent captured) throws EventBusException {
    publish(event(captured));
  }

  /** The event that ACS would have made. */
  public static Event event(CapturedEvent captured) {
    Event event =
        new Event(
            captured.source(),
            captured.category(),
            captured.type(),
            captured.resourceType(),
            captured.resourceUuid());
    event.setDescription(captured.description());
    event.setEventId(captured.eventId());
    event.setEventUuid(captured.eventUuid());
    event.setResourceAccountId(captured.accountId());
    event.setResourceAccountUuid(captured.accountUuid());
    event.setResourceDomainId(captured.domainId());
    return event;
  }

  /** Publishes an event that is made already. */
  public void publish(Event event) throws EventBusException {
    bus.publish(event);
  }

  /** Hands all events to a subscriber inside the server. */
  public void subscribe(EventSubscriber subscriber) throws EventBusException {
    UUID unused = bus.subscribe(new EventTopic(null, null, null, null, null), subscriber);
  }

  /** Ends delivery after a drain, twice, as ACS does. */
  public void stop() {
    bus.stop();
    bus.stop();
  }
}
