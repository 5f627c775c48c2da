package io.acsexport.core.spool;

import org.jspecify.annotations.Nullable;

/**
 * One destination's place in the spool. What it has passed may be deleted. Thread-safe; one reader
 * at a time.
 */
public interface SpoolCursor {

  /** The destination's name. */
  String name();

  /**
   * Everything up to this sequence is resolved; as last {@linkplain #commit committed} or jumped
   * over.
   */
  long position();

  /**
   * A reader that begins after {@link #position()}, with a pending gap first if there is one.
   * Closes the reader before it, if any.
   */
  SpoolReader openReader();

  /**
   * Declares everything up to this sequence resolved, gaps included. Takes effect at once in memory
   * and reaches the disk within about 100 ms; a crash between repeats what lies between. Lower
   * values than {@link #position()} only resolve pending gaps.
   */
  void commit(long sequence);

  /**
   * How much lies between the cursor and the end of the spool. Reads a little of it: made for
   * status, not for every batch.
   */
  Backlog backlog();

  /**
   * What a destination has yet to resolve.
   *
   * @param events the number of records; exact but for damaged ones
   * @param bytes their bytes on disk, rounded to whole frames
   * @param oldestAcceptedMillis accept time of the oldest one, or null where there is none or it
   *     cannot be read now
   */
  record Backlog(long events, long bytes, @Nullable Long oldestAcceptedMillis) {}
}
