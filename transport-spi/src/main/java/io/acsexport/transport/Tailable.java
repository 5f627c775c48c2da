package io.acsexport.transport;

import java.time.Duration;
import java.util.List;

/**
 * A transport that can read back what its destination holds: for {@code acs-export tail} and tests.
 */
public interface Tailable {

  /** Where to begin. */
  enum From {
    /** With the oldest message that the broker still has. */
    BEGINNING,
    /** With the next message to arrive. */
    END
  }

  /**
   * Begins to read, independently of any consumer: no group offset is stored and nothing is taken
   * from other readers' queues. Somebody waits before a screen: give up after some ten seconds
   * without an answer.
   *
   * @throws TransportException when the broker could not be reached, refused, or cannot read from
   *     there
   * @throws InterruptedException when interrupted
   */
  Tail tail(From from) throws TransportException, InterruptedException;

  /** Messages as they come; used and closed by one thread. */
  interface Tail extends AutoCloseable {

    /**
     * The next messages, in the order in which the broker hands them out.
     *
     * @param timeout how long to wait for the first one
     * @return possibly empty
     * @throws TransportException when the connection broke
     * @throws InterruptedException when interrupted
     */
    List<ReceivedMessage> poll(Duration timeout) throws TransportException, InterruptedException;

    /** Whether all messages that were there when the tail began have been handed out. */
    boolean caughtUp();

    /** Ends reading and releases the connection. */
    @Override
    void close();
  }
}
