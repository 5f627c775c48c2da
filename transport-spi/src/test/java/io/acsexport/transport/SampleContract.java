package io.acsexport.transport;

/** Stands for the contract in {@link CompatibilityTest}. */
public interface SampleContract {

  /** Has to be implemented. */
  void send(String text) throws TransportException;

  /** Has not. */
  default int maxInFlight() {
    return 1;
  }
}
