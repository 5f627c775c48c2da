package io.acsexport.core.routing;

import io.acsexport.core.event.ExportEvent;
import org.jspecify.annotations.Nullable;

/** What the body of a message looks like. Thread-safe. */
public interface EventFormat {

  /** Media type of the bodies. */
  String contentType();

  /** The bytes to send, or null for a message without a body; possibly the event's own array. */
  byte @Nullable [] body(ExportEvent event);

  /** ACS's own description, byte for byte. */
  static EventFormat acs() {
    return new AcsFormat();
  }
}
