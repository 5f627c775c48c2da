package org.apache.cloudstack.framework.events;

/** The only thing that may leave a bus. */
public class EventBusException extends Exception {

  public EventBusException(String message) {
    super(message);
  }
}
