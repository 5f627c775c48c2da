package io.acsexport.core.routing;

import java.util.Map;

/** What the content of a message looks like. Thread-safe. */
public interface EventFormat {

  /** What the operator writes after {@code format =}. */
  String name();

  /**
   * How long the content of a message can be, in bytes, whose event has a body of at most so many.
   */
  int maxBytes(int maxBody);

  /**
   * The content of a message.
   *
   * @param own what the event itself holds; possibly returned as it is
   */
  Content format(Content own, Stamped event);

  /** ACS's own description, byte for byte. */
  static EventFormat acs() {
    return new AcsFormat();
  }

  /**
   * CloudEvents 1.0 in structured JSON.
   *
   * @param attributes of the installation
   */
  static EventFormat cloudEvents(Map<String, String> attributes) {
    return new CloudEventsFormat(attributes);
  }
}
