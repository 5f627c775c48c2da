package io.acsexport.core.spool;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a spool is kept.
 *
 * @param directory where; created with mode 0700 if absent, its parent must exist
 * @param maxSize bytes that segments (and dead letters, see {@link Spool#reserve}) may take in all
 * @param minFree bytes to leave free on the file system; null means the smaller of 2 GiB and 5 %
 * @param maxRecordSize longest payload accepted, in bytes
 * @param segmentSize bytes of one segment file; in a burst one may take up to four times as many,
 *     and up to a sixteenth of {@code maxSize} more
 * @param fsync null means that every append waits until it is on disk; else the longest time
 *     between an append and the sync that covers it
 */
public record SpoolOptions(
    Path directory,
    long maxSize,
    @Nullable Long minFree,
    int maxRecordSize,
    int segmentSize,
    @Nullable Duration fsync) {

  /** The default of {@code spool.max-size}. */
  public static final long DEFAULT_MAX_SIZE = 1L << 30;

  /**
   * The default of {@code spool.max-event-size}, to which the engine adds room for the other
   * fields.
   */
  public static final int DEFAULT_MAX_RECORD_SIZE = 1 << 20;

  /** The default of {@code spool.segment-size}. */
  public static final int DEFAULT_SEGMENT_SIZE = 16 << 20;

  /** The default of {@code spool.fsync}. */
  public static final Duration DEFAULT_FSYNC = Duration.ofMillis(100);

  /** Everything by default. */
  public static SpoolOptions in(Path directory) {
    return new SpoolOptions(
        directory,
        DEFAULT_MAX_SIZE,
        null,
        DEFAULT_MAX_RECORD_SIZE,
        DEFAULT_SEGMENT_SIZE,
        DEFAULT_FSYNC);
  }

  /**
   * The bytes that are left free.
   *
   * @param totalSpace bytes of the file system
   */
  public long minFreeOf(long totalSpace) {
    return minFree != null ? minFree : Math.min(2L << 30, totalSpace / 20);
  }
}
