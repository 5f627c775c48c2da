package org.apache.cloudstack.framework.events;

/** Wants to see events inside the management server. */
public interface EventSubscriber {

  void onEvent(Event event);
}
