package io.acsexport.core.delivery;

/** What a destination's worker is about. */
public enum WorkerState {
  /** Nothing was confirmed or refused yet since the start. */
  STARTING,
  /** The last batch got through; also while there is nothing to send. */
  UP,
  /** Something failed that passes by itself; it is tried again after a growing wait. */
  RETRYING,
  /** Somebody has to act; it is tried again all the same, so that nobody has to tell us. */
  BLOCKED,
  /** The operator wants nothing to be delivered for now; the backlog grows. */
  PAUSED,
  /** Ended; what was not confirmed stays in the spool. */
  STOPPED
}
