package io.acsexport.core.control;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the socket tells of the process it belongs to.
 *
 * @param node the management server it exports for
 * @param configuration the file it was configured with
 * @param started when the exporter was opened
 * @param problems what an operator should know of the process beside its destinations, such as that
 *     a restart is due; a sentence each, without any secret. Asked for each status
 */
public record ExporterInfo(
    String node, Path configuration, Instant started, Supplier<List<String>> problems) {

  /** The release that runs, or {@code development} outside a built jar. */
  static String release() {
    String version = ExporterInfo.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
