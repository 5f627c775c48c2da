package io.acsexport.testing.host;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBus;
import org.apache.cloudstack.framework.events.EventBusException;

/**
 * Publishes to all buses on the caller's thread. It catches {@link EventBusException} and nothing
 * else: whatever else a bus throws ends the caller's work.
 */
public final class EventDistributor {

  private final BusRegistry registry;

  /** Called by Spring. */
  public EventDistributor(BusRegistry registry) {
    this.registry = registry;
  }

  /** Publishes, and returns the failures by bus. */
  Map<String, EventBusException> publish(Event event) {
    Map<String, EventBusException> failures = new LinkedHashMap<>();
    for (EventBus bus : registry.registered()) {
      try {
        bus.publish(event);
      } catch (EventBusException e) {
        failures.put(bus.getName(), e);
      }
    }
    return failures;
  }

  /** Publishes an event with that text, and says on standard output what came of it. */
  void publishAndTell(String text) {
    Event event =
        new Event("management-server", "ActionEvent", "VM.CREATE", "VirtualMachine", "vm-1");
    event.setDescription(text);
    System.out.println("PUBLISHED " + text + " " + publish(event));
  }

  BusRegistry registry() {
    return registry;
  }
}
