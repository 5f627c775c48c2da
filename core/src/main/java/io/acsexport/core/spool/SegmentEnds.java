package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where each of the segments found at open ends. Reads the frames of the last one alone,
 * unless one between is gone.
 */
final class SegmentEnds {

  private static final Logger log = LoggerFactory.getLogger(SegmentEnds.class);

  private static final int CHUNK = 256 << 10;

  private final Storage storage;
  private final UUID spool;
  private final Counters counters;

  SegmentEnds(Storage storage, UUID spool, Counters counters) {
    this.storage = storage;
    this.spool = spool;
    this.counters = counters;
  }

  /** A bad run with nothing valid after it is a torn tail: the segment ends before it. */
  void cutTail(Segment tail) throws IOException {
    long end = scan(tail);
    if (end == tail.length()) {
      return;
    }
    if (hasBytes(tail, end)) {
      counters.tornTails.incrementAndGet();
      log.warn(
          "The end of {} is incomplete: cut from {} to {} bytes; records up to {} are kept",
          tail,
          tail.length(),
          end,
          tail.last());
    }
    try (StorageFile file = storage.open(tail.path())) {
      file.setLength(end);
      file.force();
      tail.resized(end);
    } catch (IOException e) {
      log.warn("Cannot cut {} to its {} bytes: {}", tail, end, e.toString());
    }
  }

  /** Reads a segment to find its last record; returns where that ends. */
  private long scan(Segment segment) throws IOException {
    long end = Math.min(SegmentHeader.SIZE, segment.length());
    long last = segment.base() - 1;
    try (StorageFile file = storage.openForReading(segment.path())) {
      FrameScanner frames =
          new FrameScanner(
              new FrameChecksum(spool), file, SegmentHeader.SIZE, segment.longestPayload(), CHUNK);
      while (frames.next(segment.length(), last, Sequences.limitOf(segment.base()))) {
        last = frames.sequence();
        end = frames.position();
      }
    }
    segment.recoveredUpTo(last);
    return end;
  }

  private boolean hasBytes(Segment segment, long from) throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (StorageFile file = storage.openForReading(segment.path())) {
      long position = from;
      int read = file.read(position, buffer, 0, CHUNK);
      while (read > 0) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] != 0) {
            return true;
          }
        }
        position += read;
        read = file.read(position, buffer, 0, CHUNK);
      }
    }
    return false;
  }

  /** Every segment but the last ends where its successor says. */
  void find(List<Segment> segments) throws IOException {
    for (int i = 0; i < segments.size() - 1; i++) {
      Segment segment = segments.get(i);
      Segment next = segments.get(i + 1);
      long predecessor = next.predecessor();
      if (Sequences.sameIncarnation(segment.base(), next.base())) {
        segment.recoveredUpTo(next.base() - 1);
      } else if (predecessor != 0 && predecessor < segment.base()) {
        segment.recoveredUpTo(segment.base() - 1); // was empty when the next one began
      } else if (Sequences.sameIncarnation(segment.base(), predecessor)) {
        segment.recoveredUpTo(predecessor);
      } else {
        scan(segment);
        next.lostBefore(Sequences.missingBetween(segment.last(), predecessor, next.base()));
      }
    }
  }

  /** The last record there was, 0 if none. */
  static long lastOf(List<Segment> segments) {
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segment segment = segments.get(i);
      if (segment.last() >= segment.base()) {
        return segment.last();
      }
      if (segment.predecessor() != 0) {
        return segment.predecessor();
      }
    }
    return 0;
  }
}
