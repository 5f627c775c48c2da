package io.acsexport.transport;

import java.util.function.DoubleSupplier;

/**
 * Where a transport counts what only it can see. Names are lower-case words with dots, such as
 * {@code returned.messages}; the engine adds a prefix and the destination. Thread-safe.
 */
public interface Meters {

  /** Adds to a counter; it comes into being with the first call. */
  void count(String name, long amount);

  /**
   * Registers a gauge, read whenever somebody looks, on any thread and also after the transport was
   * closed; a second one of the same name replaces the first.
   */
  void gauge(String name, DoubleSupplier value);
}
