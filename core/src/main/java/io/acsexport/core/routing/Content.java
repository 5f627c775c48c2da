package io.acsexport.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of an event or of a message, and what they are.
 *
 * @param body null where there is none; shared, never written to
 * @param mediaType such as {@code text/plain}
 */
record Content(byte @Nullable [] body, String mediaType) {

  static final String TEXT = "text/plain";
  static final String JSON = "application/json";
}
