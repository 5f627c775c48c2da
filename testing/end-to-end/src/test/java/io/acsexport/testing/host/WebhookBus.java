package io.acsexport.testing.host;

import com.cloud.utils.component.ManagerBase;
import java.util.UUID;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBus;
import org.apache.cloudstack.framework.events.EventSubscriber;
import org.apache.cloudstack.framework.events.EventTopic;

/** A further bus of CloudStack's own, in a module below {@code event}: it counts. */
public final class WebhookBus extends ManagerBase implements EventBus {

  private int events;

  @Override
  public synchronized void publish(Event event) {
    events++;
  }

  synchronized int events() {
    return events;
  }

  @Override
  public UUID subscribe(EventTopic topic, EventSubscriber subscriber) {
    return UUID.randomUUID();
  }

  @Override
  public void unsubscribe(UUID subscriberId, EventSubscriber subscriber) {}
}
