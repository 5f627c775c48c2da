package io.acsexport.core.bridge;

import java.util.Map;
import java.util.function.Consumer;

/** Makes the engine from what the host says. */
interface EngineOpener {

  /**
   * Opens the engine and minds its configuration until the returned is closed. Throws nothing that
   * an operator could cause: that is an {@link Opening.Idle}.
   *
   * @param openings told what came of it, at once by the calling thread, and by another whenever
   *     that changes
   */
  Opened open(BridgeOptions options, Consumer<Opening> openings);

  /** What minds the engine. */
  interface Opened extends AutoCloseable {

    /** How the engine stands to its configuration; values are types of the JDK. */
    Map<String, Object> status();

    /** Ends the engine and lets go of its files. */
    @Override
    void close();
  }
}
