package io.acsexport.rabbitmq;

import java.util.List;

/**
 * A queue to declare for the operator.
 *
 * @param name its name
 * @param type quorum, classic or stream
 * @param bindings the keys to bind it with; at least one
 */
record QueueOptions(String name, String type, List<String> bindings) {

  /** Whether it keeps what was read. */
  boolean isStream() {
    return type.equals("stream");
  }
}
