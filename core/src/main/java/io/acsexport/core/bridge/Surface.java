package io.acsexport.core.bridge;

import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.control.ControlServer;
import io.acsexport.core.control.ExporterInfo;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.reload.Companion;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Where an exporter can be looked at and steered from outside the host.
 *
 * @param control its control socket, or null where it has none
 */
record Surface(@Nullable ControlServer control) implements Companion {

  /** Opens all of it; what cannot be had is a warning. */
  static Surface open(
      Exporter exporter, ExporterConfig config, String node, Path configuration, Clock clock) {
    return new Surface(
        ControlServer.open(
            exporter, new ExporterInfo(node, configuration, clock.instant()), clock));
  }

  @Override
  public void follow(ExporterConfig config) {}

  @Override
  public void close() {
    if (control != null) {
      control.close();
    }
  }
}
