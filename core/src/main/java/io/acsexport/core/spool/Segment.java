package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one segment without reading it. The appender moves its end, under the append
 * lock; the spool's own thread syncs it; readers only look.
 *
 * <p>A reader takes {@link #sealed()}, {@link #end()} and {@link #last()} in this order, the
 * reverse of that in which they are written: a frame before the end is never above the last
 * sequence.
 */
final class Segment {

  private final long base;
  private final long predecessor;
  private final Path path;
  private final int longestPayload;

  private volatile long end;
  private volatile long last;
  private volatile boolean sealed;

  /** Records missing before this segment because a file between is gone. */
  private volatile long lostBefore;

  /** The writing handle, until the segment is sealed and synced or given up. */
  private volatile @Nullable StorageFile writer;

  private volatile long length;
  private volatile long synced;
  private long damagedUpTo = -1;

  /** A segment to append to. */
  Segment(long base, long predecessor, Path path, int longest, StorageFile writer, long length) {
    this(base, predecessor, path, longest, length);
    this.writer = writer;
    this.end = SegmentHeader.SIZE;
  }

  private Segment(long base, long predecessor, Path path, int longest, long length) {
    this.base = base;
    this.predecessor = predecessor;
    this.path = path;
    this.longestPayload = longest;
    this.length = length;
    this.end = length;
    this.last = base - 1;
    this.synced = base - 1;
  }

  /** A segment found at open. */
  static Segment recovered(long base, long predecessor, Path path, int longest, long length) {
    Segment segment = new Segment(base, predecessor, path, longest, length);
    segment.sealed = true;
    return segment;
  }

  /** Sets what a recovered segment holds, once its successor told it or it was read. */
  void recoveredUpTo(long sequence) {
    last = sequence;
    synced = sequence;
  }

  /** The file has another length, or will have once more is appended. */
  void resized(long newLength) {
    length = newLength;
    if (writer == null) {
      end = newLength;
    }
  }

  void lostBefore(long records) {
    lostBefore = records;
  }

  /** A frame was written; called under the append lock. */
  void appended(long sequence, long newEnd) {
    last = sequence;
    end = newEnd;
  }

  /** Nothing more is appended; called under the append lock. */
  void seal() {
    sealed = true;
  }

  void syncedUpTo(long sequence) {
    synced = sequence;
  }

  void writerClosed() {
    writer = null;
  }

  /** Whether damage up to this sequence was not reported before; each piece is counted once. */
  synchronized boolean isNewDamage(long sequence) {
    if (sequence <= damagedUpTo) {
      return false;
    }
    damagedUpTo = sequence;
    return true;
  }

  /** The first sequence it may hold. */
  long base() {
    return base;
  }

  /** The last sequence before {@link #base()}, 0 where there was none or it is not known. */
  long predecessor() {
    return predecessor;
  }

  Path path() {
    return path;
  }

  int longestPayload() {
    return longestPayload;
  }

  boolean sealed() {
    return sealed;
  }

  /** The last sequence it holds; {@code base - 1} while there is none. */
  long last() {
    return last;
  }

  /** Frames end here at the latest. */
  long end() {
    return end;
  }

  /** Bytes it takes on disk. */
  long length() {
    return length;
  }

  /** Its records up to this sequence need no sync any more. */
  long synced() {
    return synced;
  }

  /** How many records between this sequence and the segment are in files that are gone. */
  long lostAfter(long sequence) {
    return sequence < base - 1 ? lostBefore : 0;
  }

  @Nullable StorageFile writer() {
    return writer;
  }

  /**
   * Whether it means nothing to a cursor that stands here. An empty segment never does, unless it
   * is what tells of records gone before it.
   */
  boolean isPassedAt(long position) {
    return recordsAbove(position) == 0 && lostAfter(position) == 0;
  }

  /** How many records lie above this sequence. */
  long recordsAbove(long sequence) {
    return Math.max(0, last - Math.max(sequence, base - 1));
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
