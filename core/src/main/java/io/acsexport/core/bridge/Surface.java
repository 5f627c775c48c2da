package io.acsexport.core.bridge;

import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.config.StatusConfig;
import io.acsexport.core.control.ControlServer;
import io.acsexport.core.control.ExporterInfo;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.reload.Companion;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where an exporter can be looked at and steered from outside the host. For one thread. */
final class Surface implements Companion {

  private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

  private final Exporter exporter;
  private final BridgeOptions options;
  private final @Nullable ControlServer control;
  private StatusConfig shown;
  private Monitoring monitoring;

  private Surface(
      Exporter exporter,
      BridgeOptions options,
      @Nullable ControlServer control,
      StatusConfig shown) {
    this.exporter = exporter;
    this.options = options;
    this.control = control;
    this.shown = shown;
    this.monitoring = Monitoring.open(exporter, shown, options.home());
  }

  /** Opens all of it; what cannot be had is a warning. */
  static Surface open(
      Exporter exporter,
      ExporterConfig config,
      String node,
      BridgeOptions options,
      Attention attention,
      Clock clock) {
    Banner.show(LOG, options.configuration(), config, exporter.status());
    ControlServer control =
        ControlServer.open(
            exporter,
            new ExporterInfo(node, options.configuration(), clock.instant(), attention),
            clock);
    return new Surface(exporter, options, control, config.status());
  }

  @Override
  public void follow(ExporterConfig config) {
    if (!config.status().equals(shown)) {
      monitoring.close();
      shown = config.status();
      monitoring = Monitoring.open(exporter, shown, options.home());
    }
  }

  @Override
  public void close() {
    monitoring.close();
    if (control != null) {
      control.close();
    }
  }
}
