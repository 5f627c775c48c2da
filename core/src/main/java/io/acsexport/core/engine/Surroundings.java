package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.deadletter.DeadLetterLog;
import io.acsexport.core.delivery.MessageSource;
import io.acsexport.core.metrics.ExporterMetrics;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all destinations of an exporter share.
 *
 * @param node the id of this management server
 * @param attributes of the installation
 * @param maxBody the longest body, in bytes
 * @param options of the spool
 */
record Surroundings(
    String node,
    Map<String, String> attributes,
    int maxBody,
    Spool spool,
    SpoolOptions options,
    Clock clock,
    ExporterMetrics metrics,
    Map<String, Long> deadLetterBytes) {

  Surroundings(
      String node,
      Map<String, String> attributes,
      int maxBody,
      Spool spool,
      SpoolOptions options,
      Clock clock,
      ExporterMetrics metrics) {
    this(node, attributes, maxBody, spool, options, clock, metrics, new ConcurrentHashMap<>());
  }

  /** The same in an installation with other attributes. */
  Surroundings withAttributes(Map<String, String> other) {
    return new Surroundings(node, other, maxBody, spool, options, clock, metrics, deadLetterBytes);
  }

  /**
   * The dead letters of a destination; their bytes count into the bound of the spool.
   *
   * @throws IOException when the folder of all dead letters cannot be made
   */
  DeadLetterLog deadLettersOf(String destination) throws IOException {
    Path folder = deadLetterFolder(options);
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new DeadLetterLog(
        folder.resolve(destination),
        options,
        clock,
        bytes -> {
          deadLetterBytes.put(destination, bytes);
          spool.reserve(deadLetterBytes.values().stream().mapToLong(Long::longValue).sum());
        });
  }

  /** Holds a folder for each destination that ever had a dead letter. */
  static Path deadLetterFolder(SpoolOptions options) {
    return options.directory().resolve("dead-letters");
  }

  /** What makes a destination's messages. */
  MessageSource messagesOf(DestinationConfig config) {
    return DestinationMessages.of(config, node, attributes, spool.identity().spool(), clock);
  }
}
