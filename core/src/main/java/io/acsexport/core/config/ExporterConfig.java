package io.acsexport.core.config;

import io.acsexport.core.redaction.RedactionOptions;
import io.acsexport.core.spool.SpoolOptions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything the engine needs to know, validated.
 *
 * @param node the id of this management server; null where the operator leaves it to the host
 * @param publishTimeout how long a publisher may be held at most
 * @param drainTimeout how long delivery may go on when the host stops
 * @param attributes of the installation, by name; sent with every event; immutable, sorted
 * @param redaction what is masked in events before they are stored
 * @param spool how events are stored; its record size is the operator's {@code max-event-size}, to
 *     which whoever opens the spool adds room for the other fields of an event
 * @param status where monitoring can look
 * @param destinations in the alphabetical order of their names; empty where there are none
 */
public record ExporterConfig(
    @Nullable String node,
    Duration publishTimeout,
    Duration drainTimeout,
    Map<String, String> attributes,
    RedactionOptions redaction,
    SpoolOptions spool,
    StatusConfig status,
    List<DestinationConfig> destinations) {

  /** Copies what can change. */
  public ExporterConfig {
    Objects.requireNonNull(publishTimeout, "publishTimeout is null");
    Objects.requireNonNull(drainTimeout, "drainTimeout is null");
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    Objects.requireNonNull(redaction, "redaction is null");
    Objects.requireNonNull(spool, "spool is null");
    Objects.requireNonNull(status, "status is null");
    destinations = List.copyOf(destinations);
  }
}
