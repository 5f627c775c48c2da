package io.acsexport.core.deadletter;

import java.io.IOException;

/**
 * Where delivery puts what a broker refused. One for each destination, used by its worker thread.
 */
public interface DeadLetterSink {

  /**
   * Stores a dead letter; on disk when it returns.
   *
   * @throws IOException when it cannot be stored; the destination then blocks and tries again,
   *     since its cursor must not pass an event that is neither delivered nor stored
   */
  void store(DeadLetter letter) throws IOException;
}
