package io.acsexport.core.spool;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the spool forwards for one destination. Used by one thread; holds a bounded buffer. */
public interface SpoolReader extends AutoCloseable {

  /**
   * The next item, or null where everything appended so far was read. Does not wait. Damaged
   * records are stepped over and reported as one {@link SpoolItem.Gap}.
   *
   * @throws IOException when the disk cannot be read; the same call may be repeated
   */
  @Nullable SpoolItem poll() throws IOException;

  /**
   * Waits until {@link #poll()} would return something, the time is over, or the spool is closed.
   *
   * @return whether there is something to read
   * @throws InterruptedException when interrupted
   */
  boolean await(Duration timeout) throws InterruptedException;

  /** Releases the buffer and the file. */
  @Override
  void close();
}
