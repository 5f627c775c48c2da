package io.acsexport.core.spool;

/** What a destination does with its backlog when the spool is full. */
public enum WhenFull {
  /** Its cursor jumps over the oldest segment; counted, logged and reported as a gap. */
  DROP_OLDEST,
  /** Nothing of it is dropped; appends may be refused instead. */
  HOLD
}
