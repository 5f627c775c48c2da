package io.acsexport.core.control;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What the socket tells of the process it belongs to.
 *
 * @param node the management server it exports for
 * @param configuration the file it was configured with
 * @param started when the exporter was opened
 */
public record ExporterInfo(String node, Path configuration, Instant started) {

  /** The release that runs, or {@code development} outside a built jar. */
  static String release() {
    String version = ExporterInfo.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
