package org.apache.cloudstack.framework.events;

/** Which events a subscriber wants. The source comes last here, and first in {@link Event}. */
public class EventTopic {

  private final String eventCategory;
  private final String eventType;
  private final String resourceType;
  private final String resourceUUID;
  private final String eventSource;

  public EventTopic(
      String eventCategory,
      String eventType,
      String resourceType,
      String resourceUUID,
      String eventSource) {
    this.eventCategory = eventCategory;
    this.eventType = eventType;
    this.resourceType = resourceType;
    this.resourceUUID = resourceUUID;
    this.eventSource = eventSource;
  }

  public String getEventCategory() {
    return eventCategory;
  }

  public String getEventType() {
    return eventType;
  }

  public String getEventSource() {
    return eventSource;
  }

  public String getResourceType() {
    return resourceType;
  }

  public String getResourceUUID() {
    return resourceUUID;
  }
}
