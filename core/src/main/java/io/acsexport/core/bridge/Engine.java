package io.acsexport.core.bridge;

import io.acsexport.core.event.ExportEvent.AcsReference;
import io.acsexport.core.spool.RefusedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The engine as a host needs it; a seam, so that the bridge can be tested without a spool. */
interface Engine {

  void publish(
      @Nullable String id,
      @Nullable String category,
      @Nullable String type,
      @Nullable String source,
      @Nullable String resourceType,
      @Nullable String resourceUuid,
      @Nullable String body,
      @Nullable AcsReference reference)
      throws RefusedException;

  void start();

  /** Whether everything was delivered. */
  boolean stop(Duration drain);

  String status();

  void close();
}
