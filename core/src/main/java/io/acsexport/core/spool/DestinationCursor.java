package io.acsexport.core.spool;

import io.acsexport.core.spool.SpoolItem.Gap;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One destination's cursor. Moved by its worker, and by retention where the spool is full; written
 * to disk by the spool's own thread alone.
 */
final class DestinationCursor implements SpoolCursor {

  private final String name;
  private final ReaderSource readers;

  private volatile CursorState state;
  private volatile @Nullable WhenFull whenFull;
  private volatile @Nullable Mark mark;

  // Guarded by this.
  private @Nullable Mark nextMark;
  private @Nullable LogReader reader;

  // Of the spool's own thread.
  private CursorFile file;
  private @Nullable CursorState written;

  /**
   * A place in the log that is cheap to start from: every frame with a higher sequence lies at or
   * behind this byte of the segment, or in a later one.
   */
  record Mark(Segment segment, long sequence, long offset) {}

  /** What a cursor needs of the spool. */
  interface ReaderSource {
    LogReader openReader(DestinationCursor cursor);

    Backlog backlog(DestinationCursor cursor);

    /** The last sequence appended. */
    long last();

    /** A cursor moved to here. */
    void committed(long position);
  }

  /**
   * A cursor that stands at this state.
   *
   * @param written what is known to be on disk of it
   */
  DestinationCursor(
      String name,
      CursorFile file,
      CursorState state,
      @Nullable CursorState written,
      ReaderSource readers) {
    this.name = name;
    this.file = file;
    this.state = state;
    this.written = written;
    this.readers = readers;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long position() {
    return state.position();
  }

  @Override
  public synchronized SpoolReader openReader() {
    if (reader != null) {
      reader.close();
    }
    nextMark = null;
    LogReader opened = readers.openReader(this);
    reader = opened;
    return opened;
  }

  @Override
  public void commit(long sequence) {
    synchronized (this) {
      // A number that was never given out must not make a later record look resolved.
      state = state.committed(Math.min(sequence, readers.last()));
      Mark next = nextMark;
      if (next != null && next.sequence() <= state.position()) {
        mark = next;
        nextMark = null;
      }
    }
    readers.committed(state.position());
  }

  @Override
  public Backlog backlog() {
    return readers.backlog(this);
  }

  /** The reader came by a place that will be cheap to start from once it is committed. */
  synchronized void passed(Segment segment, long sequence, long offset) {
    if (nextMark == null) {
      nextMark = new Mark(segment, sequence, offset);
    }
  }

  /** From which byte of a segment to look for what follows this sequence. */
  long startIn(Segment segment, long sequence) {
    Mark near = mark;
    return near != null && near.segment() == segment && near.sequence() <= sequence
        ? near.offset()
        : SegmentHeader.SIZE;
  }

  CursorState state() {
    return state;
  }

  /** Moves behind a segment; returns what it loses, or null where it had passed it. */
  synchronized @Nullable Gap jumpOver(Segment segment) {
    long position = state.position();
    if (segment.isPassedAt(position)) {
      return null;
    }
    long lost = segment.lostAfter(position);
    long first = lost > 0 ? position + 1 : Math.max(position + 1, segment.base());
    long count = segment.recordsAbove(position) + lost;
    Gap gap = new Gap(first, segment.last(), count, SpoolItem.Reason.DROPPED);
    state = state.jumped(gap);
    return gap;
  }

  /** Whether a destination uses it; one that is closed belongs to none that is configured. */
  boolean isOpen() {
    return whenFull != null;
  }

  boolean holds() {
    return whenFull == WhenFull.HOLD;
  }

  void opened(WhenFull policy) {
    whenFull = policy;
  }

  synchronized void closed() {
    whenFull = null;
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  /** Writes the cursor if it moved. */
  void persist() throws IOException {
    CursorState now = state;
    if (!now.equals(written)) {
      file.write(now);
      written = now;
    }
  }

  /** Makes sure that the loss of either slot leaves nothing of this segment to be resolved. */
  void persistBeyond(Segment segment) throws IOException {
    CursorState now = state;
    if (!segment.isPassedAt(now.position())) {
      throw new IllegalStateException("The cursor of '" + name + "' has not passed " + segment);
    }
    while (!segment.isPassedAt(file.safePosition())) {
      file.write(now);
      written = now;
    }
  }

  /** Goes on in a file that says where it stands, since the one before is gone. */
  void moveTo(CursorFile next) throws IOException {
    CursorFile before = file;
    file = next;
    written = null;
    before.close();
  }

  void closeFile() throws IOException {
    file.close();
  }
}
