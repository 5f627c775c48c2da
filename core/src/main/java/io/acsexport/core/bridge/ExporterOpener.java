package io.acsexport.core.bridge;

/** Opens the real engine: transports, configuration, exporter. */
final class ExporterOpener implements EngineOpener {

  @Override
  public Opening open(BridgeOptions options) {
    return new Opening.Idle(false, "This build has no exporter yet", null);
  }
}
