package io.acsexport.core.spool;

import io.acsexport.core.spool.SpoolCursor.Backlog;
import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Makes readers, and tells what lies ahead of a cursor. Thread-safe. */
final class Readers implements DestinationCursor.ReaderSource {

  private static final int LOOK_CHUNK = 16 << 10;

  private final Storage storage;
  private final Layout layout;
  private final UUID spool;
  private final SegmentLog segments;
  private final Counters counters;
  private final Doorbell doorbell;
  private final LongConsumer onCommit;

  Readers(
      Storage storage,
      Layout layout,
      UUID spool,
      SegmentLog segments,
      Counters counters,
      Doorbell doorbell,
      LongConsumer onCommit) {
    this.storage = storage;
    this.layout = layout;
    this.spool = spool;
    this.segments = segments;
    this.counters = counters;
    this.doorbell = doorbell;
    this.onCommit = onCommit;
  }

  @Override
  public LogReader openReader(DestinationCursor cursor) {
    return reader(cursor.state().readFrom(), cursor);
  }

  /** Reads from this sequence on, or from the oldest one there is. */
  LogReader browse(long fromSequence) {
    return reader(Math.max(fromSequence, segments.first()) - 1, null);
  }

  private LogReader reader(long after, @Nullable DestinationCursor cursor) {
    return new LogReader(
        storage, layout, segments, new FrameChecksum(spool), counters, doorbell, after, cursor);
  }

  @Override
  public Backlog backlog(DestinationCursor cursor) {
    long position = cursor.position();
    long events = segments.recordsAbove(position);
    Segment first = segments.firstWithMoreThan(position);
    if (events == 0 || first == null) {
      return new Backlog(0, 0, null);
    }
    long bytes = 0;
    for (Segment segment : segments.segments()) {
      if (segment.base() > first.base()) {
        bytes += segment.end() - SegmentHeader.SIZE;
      }
    }
    try (StorageFile file = storage.openForReading(first.path())) {
      FrameScanner frames =
          new FrameScanner(
              new FrameChecksum(spool),
              file,
              cursor.startIn(first, position),
              first.longestPayload(),
              LOOK_CHUNK);
      if (frames.next(first.end(), position, first.last())) {
        return new Backlog(events, bytes + first.end() - frames.frameStart(), frames.accepted());
      }
    } catch (IOException e) {
      // Freed meanwhile, or not readable now: the reader reports it, the numbers are close enough.
    }
    return new Backlog(events, bytes + first.end() - SegmentHeader.SIZE, null);
  }

  @Override
  public long last() {
    return segments.last();
  }

  @Override
  public void committed(long position) {
    onCommit.accept(position);
  }
}
