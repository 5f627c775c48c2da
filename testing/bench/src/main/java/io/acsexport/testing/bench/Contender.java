package io.acsexport.testing.bench;

import io.acsexport.testing.CapturedEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One way to get events out, in a JVM of its own; called by one thread. */
interface Contender extends AutoCloseable {

  /** A call that is ready to be made, once, by any thread. */
  interface Call {
    /** Makes it. */
    void run() throws Exception;
  }

  /** All that is done for an event before the clock starts. */
  Call prepare(CapturedEvent event);

  /** Waits until nothing is under way that would disturb the next contender. */
  default void settle() throws Exception {}

  /** Accepts events without delivering them, where it can. */
  default void store(List<CapturedEvent> events) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** Brings events, stored before or handed over now, to the broker; returns when it has them. */
  default void deliver(List<CapturedEvent> events) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** Figures of its own at the end of a measurement. */
  default Map<String, Double> figures() {
    return Map.of();
  }

  @Override
  void close() throws IOException;
}
