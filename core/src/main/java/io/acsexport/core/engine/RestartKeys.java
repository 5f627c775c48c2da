package io.acsexport.core.engine;

import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.spool.SpoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys whose new values an exporter cannot take while it runs. */
final class RestartKeys {

  private final List<String> keys = new ArrayList<>();

  private RestartKeys() {}

  /**
   * Compares.
   *
   * @param running the configuration that the exporter was opened with
   * @param node what it was opened as
   * @param nextNode what it would be opened as now
   */
  static List<String> of(
      ExporterConfig running, String node, ExporterConfig next, String nextNode) {
    RestartKeys differing = new RestartKeys();
    differing.compare("node", node, nextNode);
    SpoolOptions old = running.spool();
    SpoolOptions spool = next.spool();
    differing.compare("spool.directory", old.directory(), spool.directory());
    differing.compare("spool.max-size", old.maxSize(), spool.maxSize());
    differing.compare("spool.min-free", old.minFree(), spool.minFree());
    differing.compare("spool.max-event-size", old.maxRecordSize(), spool.maxRecordSize());
    differing.compare("spool.segment-size", old.segmentSize(), spool.segmentSize());
    differing.compare("spool.fsync", old.fsync(), spool.fsync());
    return List.copyOf(differing.keys);
  }

  private void compare(String key, @Nullable Object old, @Nullable Object next) {
    if (!Objects.equals(old, next)) {
      keys.add(key);
    }
  }
}
