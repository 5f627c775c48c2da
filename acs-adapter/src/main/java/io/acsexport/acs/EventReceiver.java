package io.acsexport.acs;

import org.apache.cloudstack.framework.events.Event;

/** What stands behind the bus: the engine, or something that says why there is none. */
interface EventReceiver {

  /**
   * Takes an event.
   *
   * @throws Throwable whatever went wrong; the bus turns it into what CloudStack can bear
   */
  void publish(Event event) throws Throwable;

  /** Begins delivery. */
  void start() throws Throwable;

  /** Ends delivery; events may still come. */
  void stop() throws Throwable;

  /** Ends everything and lets go of files and classes. */
  void close() throws Throwable;
}
