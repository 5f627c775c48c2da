package io.acsexport.acs;

import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;

/** Refuses events before the bus is configured and after it was released. */
final class ClosedReceiver implements EventReceiver {

  private final String reason;

  ClosedReceiver(String reason) {
    this.reason = reason;
  }

  @Override
  public void publish(Event event) throws EventBusException {
    throw new EventBusException(reason);
  }

  @Override
  public void start() {
    // Nothing to begin.
  }

  @Override
  public void stop() {
    // Nothing runs.
  }

  @Override
  public void close() {
    // Nothing to end.
  }
}
