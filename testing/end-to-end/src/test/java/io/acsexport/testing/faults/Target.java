package io.acsexport.testing.faults;

import io.acsexport.testing.check.Arrived;
import java.util.List;
import java.util.function.Consumer;

/** Where a scenario's events go, and how an independent consumer sees them there. */
interface Target {

  /** The destination's name. */
  default String name() {
    return "main";
  }

  /** The destination as the configuration file has it, braces included. */
  String destination();

  /** Everything that has arrived so far, in the order of arrival within each key. */
  List<Arrived> arrived() throws Exception;

  /** The same one by one, for more than fits in memory. */
  default void eachArrived(Consumer<Arrived> reader) throws Exception {
    arrived().forEach(reader);
  }

  /** How many messages are there. */
  default long size() throws Exception {
    return arrived().size();
  }

  /** A number that grows while messages arrive. */
  default long reached() throws Exception {
    return size();
  }

  /** Whether a repeat is a breach. */
  default boolean exactlyOnce() {
    return false;
  }
}
