package io.acsexport.core.bridge;

import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.engine.ExporterStatus;
import io.acsexport.core.metrics.ExporterMetrics;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/** What is said once at the start: what runs here, with which settings, and what waits. */
final class Banner {

  private static final long MIB = 1 << 20;

  private Banner() {}

  /** Two lines: what was set, and what was found. */
  static void show(Logger log, Path configuration, ExporterConfig config, ExporterStatus status) {
    InetSocketAddress http = config.status().http();
    log.info(
        "ACS Event Export {} on Java {}, node {}: configuration {}, destinations {}, status page {}.",
        ExporterMetrics.version(),
        Runtime.version(),
        status.node(),
        configuration,
        config.destinations().stream()
            .map(destination -> destination.name() + " (" + destination.provider().name() + ")")
            .collect(Collectors.joining(", ")),
        http == null ? "off" : http.getHostString() + ":" + http.getPort());
    log.info(
        "Spool {}: {} of {} MiB used in {} files; backlog {}.",
        config.spool().directory(),
        mebibytes(status.spool().usedBytes() + status.spool().reservedBytes()),
        status.spool().maxBytes() / MIB,
        status.spool().segments(),
        status.destinations().values().stream()
            .map(worker -> worker.destination() + " " + worker.backlog().events() + " events")
            .collect(Collectors.joining(", ")));
  }

  /** Rounded up, so that a little is not nothing. */
  private static long mebibytes(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
