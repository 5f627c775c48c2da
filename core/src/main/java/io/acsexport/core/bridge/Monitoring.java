package io.acsexport.core.bridge;

import io.acsexport.core.config.StatusConfig;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.http.StatusServer;
import io.acsexport.core.jmx.JmxRegistration;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an exporter can be looked at from outside: JMX always, HTTP where the operator wants it.
 * Closed before the exporter.
 */
record Monitoring(JmxRegistration jmx, @Nullable StatusServer server) implements AutoCloseable {

  /** Opens both; what cannot be had is a warning. */
  static Monitoring open(Exporter exporter, StatusConfig config, Path home) {
    InetSocketAddress http = config.http();
    JmxRegistration jmx = JmxRegistration.of(exporter, home);
    return new Monitoring(
        jmx,
        http == null
            ? null
            : StatusServer.start(http, config.hostNames(), new StatusPages(exporter)));
  }

  @Override
  public void close() {
    jmx.close();
    if (server != null) {
      server.close();
    }
  }
}
