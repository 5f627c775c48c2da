package io.acsexport.core.engine;

import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.spool.SpoolStats;
import io.acsexport.transport.SpoolIdentity;
import java.util.Map;

/**
 * What an exporter did and does, at one moment.
 *
 * @param node the management server it exports for
 * @param identity of installation, spool and run
 * @param accepted events stored since the exporter was opened
 * @param refused events not stored since then, by reason
 * @param spool state of the spool
 * @param destinations state of each destination, by name in the order of the configuration
 */
public record ExporterStatus(
    String node,
    SpoolIdentity identity,
    long accepted,
    Map<String, Long> refused,
    SpoolStats spool,
    Map<String, WorkerStatus> destinations) {

  /** How many events were refused, for whatever reason. */
  public long refusedInAll() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }
}
