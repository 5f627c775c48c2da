package io.acsexport.testing.host;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.cloudstack.framework.events.EventBus;

/** The buses that get events, in the order in which they came. */
public final class BusRegistry {

  private final List<EventBus> buses = new CopyOnWriteArrayList<>();

  void register(EventBus bus) {
    buses.add(bus);
  }

  List<EventBus> registered() {
    return buses;
  }
}
