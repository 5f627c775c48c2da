package io.acsexport.core.bridge;

/** Makes the engine from what the host says. */
interface EngineOpener {

  /** Throws nothing that an operator could cause: that is an {@link Opening.Idle}. */
  Opening open(BridgeOptions options);
}
