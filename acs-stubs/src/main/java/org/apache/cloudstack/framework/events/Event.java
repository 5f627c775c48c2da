package org.apache.cloudstack.framework.events;

/** One event; any part may be null. Mutable, and not for several threads at once. */
public class Event {

  private Long eventId;
  private String eventUuid;
  private String eventCategory;
  private String eventType;
  private String eventSource;
  private String resourceType;
  private String resourceUUID;
  private Long resourceAccountId;
  private String resourceAccountUuid;
  private Long resourceDomainId;
  private String description;

  public Event(
      String eventSource,
      String eventCategory,
      String eventType,
      String resourceType,
      String resourceUUID) {
    this.eventSource = eventSource;
    this.eventCategory = eventCategory;
    this.eventType = eventType;
    this.resourceType = resourceType;
    this.resourceUUID = resourceUUID;
  }

  /** The row of the event table; since 4.20, as are the uuid and the owner. */
  public Long getEventId() {
    return eventId;
  }

  public void setEventId(Long eventId) {
    this.eventId = eventId;
  }

  public String getEventUuid() {
    return eventUuid;
  }

  public void setEventUuid(String eventUuid) {
    this.eventUuid = eventUuid;
  }

  public Long getResourceAccountId() {
    return resourceAccountId;
  }

  public void setResourceAccountId(Long resourceAccountId) {
    this.resourceAccountId = resourceAccountId;
  }

  public String getResourceAccountUuid() {
    return resourceAccountUuid;
  }

  public void setResourceAccountUuid(String resourceAccountUuid) {
    this.resourceAccountUuid = resourceAccountUuid;
  }

  public Long getResourceDomainId() {
    return resourceDomainId;
  }

  public void setResourceDomainId(Long resourceDomainId) {
    this.resourceDomainId = resourceDomainId;
  }

  public String getEventCategory() {
    return eventCategory;
  }

  public void setEventCategory(String eventCategory) {
    this.eventCategory = eventCategory;
  }

  public String getEventType() {
    return eventType;
  }

  public void setEventType(String eventType) {
    this.eventType = eventType;
  }

  public String getEventSource() {
    return eventSource;
  }

  void setEventSource(String eventSource) {
    this.eventSource = eventSource;
  }

  public String getResourceType() {
    return resourceType;
  }

  public void setResourceType(String resourceType) {
    this.resourceType = resourceType;
  }

  public String getResourceUUID() {
    return resourceUUID;
  }

  public void setResourceUUID(String resourceUUID) {
    this.resourceUUID = resourceUUID;
  }

  /** JSON as a rule. */
  public String getDescription() {
    return description;
  }

  public void setDescription(String description) {
    this.description = description;
  }
}
