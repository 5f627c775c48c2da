package io.acsexport.core.bridge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of opening the engine, or of its configuration since. */
sealed interface Opening {

  /**
   * It can export.
   *
   * @param drainTimeout how long to go on delivering at stop
   */
  record Opened(Engine engine, Duration drainTimeout) implements Opening {}

  /**
   * It cannot.
   *
   * @param intended whether the operator wanted that
   * @param reason what is the case and what to do, for the log
   * @param cause whose stack trace helps whoever reads that, or null
   */
  record Idle(boolean intended, String reason, @Nullable Throwable cause) implements Opening {}
}
