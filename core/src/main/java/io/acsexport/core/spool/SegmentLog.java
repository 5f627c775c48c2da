package io.acsexport.core.spool;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments in order, oldest first. Thread-safe: changes replace the array, so that readers walk
 * it without a lock.
 */
final class SegmentLog {

  private volatile Segment[] segments;
  private volatile long lastRecord;
  private volatile long last;
  private volatile boolean closed;

  /**
   * The log as recovered.
   *
   * @param lastRecord the last record there was, 0 if none
   * @param next the next sequence to be given out, the first of an incarnation
   */
  SegmentLog(List<Segment> recovered, long lastRecord, long next) {
    this.segments = recovered.toArray(new Segment[0]);
    this.lastRecord = lastRecord;
    this.last = next - 1;
  }

  /** Nothing can be read any more. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  synchronized void add(Segment segment) {
    Segment[] longer = Arrays.copyOf(segments, segments.length + 1);
    longer[segments.length] = segment;
    segments = longer;
  }

  synchronized void remove(Segment segment) {
    segments = Arrays.stream(segments).filter(each -> each != segment).toArray(Segment[]::new);
  }

  /** A record was appended; called under the append lock. */
  void appended(long sequence) {
    lastRecord = sequence;
    last = sequence;
  }

  /** The next record begins an incarnation; called under the append lock. */
  void continueAt(long next) {
    last = next - 1;
  }

  /** The last record appended, in whatever incarnation; what a header calls the predecessor. */
  long lastRecord() {
    return lastRecord;
  }

  /** The last sequence appended, or the number before the first one. */
  long last() {
    return last;
  }

  /** A snapshot; not to be changed. */
  Segment[] segments() {
    return segments;
  }

  @Nullable Segment oldest() {
    Segment[] now = segments;
    return now.length == 0 ? null : now[0];
  }

  /** The first segment that starts above this sequence. */
  @Nullable Segment firstStartingAbove(long sequence) {
    for (Segment segment : segments) {
      if (segment.base() > sequence) {
        return segment;
      }
    }
    return null;
  }

  /**
   * Where to look for what follows this sequence: the first segment that holds more, or knows of
   * more that is gone, or that may yet be appended to.
   */
  @Nullable Segment firstWithMoreThan(long sequence) {
    for (Segment segment : segments) {
      if (!segment.sealed() || !segment.isPassedAt(sequence)) {
        return segment;
      }
    }
    return null;
  }

  boolean contains(Segment segment) {
    for (Segment each : segments) {
      if (each == segment) {
        return true;
      }
    }
    return false;
  }

  /** The first sequence that may still be read. */
  long first() {
    Segment oldest = oldest();
    return oldest == null ? last + 1 : oldest.base();
  }

  /** How many records lie above this sequence. */
  long recordsAbove(long sequence) {
    long records = 0;
    for (Segment segment : segments) {
      records += segment.recordsAbove(sequence);
    }
    return records;
  }

  /** Bytes that all segments take on disk. */
  long bytes() {
    long bytes = 0;
    for (Segment segment : segments) {
      bytes += segment.length();
    }
    return bytes;
  }
}
