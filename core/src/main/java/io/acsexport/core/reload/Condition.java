package io.acsexport.core.reload;

import io.acsexport.core.engine.Exporter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether events are exported. */
public sealed interface Condition {

  /**
   * They are.
   *
   * @param exporter the same as long as its spool is open
   * @param drainTimeout how long to go on delivering at stop
   */
  record Running(Exporter exporter, Duration drainTimeout) implements Condition {}

  /**
   * They are not.
   *
   * @param intended whether the operator wanted that
   * @param reason what is the case and what to do, for the log
   * @param cause whose stack trace helps whoever reads that, or null
   */
  record Idle(boolean intended, String reason, @Nullable Throwable cause) implements Condition {}
}
