package io.acsexport.core.delivery;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.Transport;

/** Makes the transport of one destination. */
@FunctionalInterface
public interface TransportFactory {

  /**
   * A fresh transport, unconnected. Called by the destination's worker: at its start, and again
   * after a transport had to be given up, when that one has ended.
   *
   * @throws SettingException when the destination's settings cannot work; the worker is then
   *     blocked and tries again from time to time
   */
  Transport create() throws SettingException;
}
