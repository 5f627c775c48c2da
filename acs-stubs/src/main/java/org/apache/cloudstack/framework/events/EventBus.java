package org.apache.cloudstack.framework.events;

import java.util.UUID;

/** Receives every event of a management server. */
public interface EventBus {

  /** By which an operator can exclude the bus; absent before 4.20. */
  String getName();

  void publish(Event event) throws EventBusException;

  UUID subscribe(EventTopic topic, EventSubscriber subscriber) throws EventBusException;

  void unsubscribe(UUID subscriberId, EventSubscriber subscriber) throws EventBusException;
}
