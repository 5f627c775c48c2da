package io.acsexport.transport;

import java.time.Duration;
import java.util.List;

/** A transport that can look at its broker without sending anything: {@code acs-export check}. */
public interface Checkable {

  /**
   * Connects and looks whether messages could be delivered as configured: credentials, permissions,
   * existence of topic or exchange, replication. Sends nothing and creates nothing. Called on a
   * thread of its own on a transport that is not sending.
   *
   * @param timeout how long it may take in all
   * @return what was found, good things included; {@link Notice.Level#ERROR} where delivery would
   *     fail
   * @throws TransportException when the broker could not be reached or did not let us in
   * @throws InterruptedException when interrupted
   */
  List<Notice> check(Duration timeout) throws TransportException, InterruptedException;
}
