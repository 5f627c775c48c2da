package io.acsexport.core.bridge;

import io.acsexport.core.event.ExportEvent.AcsReference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The engine as a host needs it; a seam, so that the bridge can be tested without a spool. */
interface Engine {

  /** Null when the event is stored, else why it was refused. */
  @Nullable String publish(
      @Nullable String id,
      @Nullable String category,
      @Nullable String type,
      @Nullable String source,
      @Nullable String resourceType,
      @Nullable String resourceUuid,
      @Nullable String body,
      @Nullable AcsReference reference);

  /** Begins delivery. */
  void start();

  /** Ends delivery, and says whether everything was delivered. */
  boolean stop(Duration drain);

  /** What it is doing, on one line for people. */
  String status();
}
