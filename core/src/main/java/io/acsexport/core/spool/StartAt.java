package io.acsexport.core.spool;

/** Where a cursor begins that was not there before. */
public enum StartAt {
  /** With the oldest record that the spool still holds. */
  EARLIEST,
  /** With the next record appended. */
  LATEST
}
