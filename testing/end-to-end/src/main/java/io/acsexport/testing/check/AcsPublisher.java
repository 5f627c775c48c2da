package io.acsexport.testing.check;

import io.acsexport.acs.AcsEventBus;
import io.acsexport.testing.CapturedEvent;
import java.nio.file.Path;
import java.util.Map;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;

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
    bus.publish(event);
  }

  /** Ends delivery after a drain, twice, as ACS does. */
  public void stop() {
    bus.stop();
    bus.stop();
  }
}
