package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segment that records are appended to, and where the next one goes; under the append lock. */
final class OpenSegment {

  private static final Logger log = LoggerFactory.getLogger(OpenSegment.class);

  private final Segment segment;
  private final StorageFile file;
  private long position = SegmentHeader.SIZE;

  /** A segment that has its writing handle and no record yet. */
  OpenSegment(Segment segment) {
    StorageFile writer = segment.writer();
    if (writer == null) {
      throw new IllegalArgumentException(segment + " cannot be written to");
    }
    this.segment = segment;
    this.file = writer;
  }

  boolean is(@Nullable Segment other) {
    return segment == other;
  }

  /** Where a frame of this size would end. */
  long endOf(int size) {
    return position + size;
  }

  /** Whether a frame of this size fits into what was prepared, or grown to. */
  boolean hasRoomFor(int size) {
    return position + size <= segment.length();
  }

  /** Has room for a frame of this size from now on, whatever it was made for. */
  void growFor(int size) {
    segment.resized(position + size);
  }

  /** How many bytes a frame of this size takes beyond what there is. */
  long shortOf(int size) {
    return position + size - segment.length();
  }

  /**
   * Appends a frame.
   *
   * @throws IOException when any part of it may have been written: nothing more can be appended
   */
  void append(long sequence, byte[] frame, int size) throws IOException {
    try {
      file.write(position, frame, 0, size);
    } catch (IOException e) {
      // What the failed write left behind is cut off later; by then its sequence belongs to the
      // next segment, and readers pass over it. Until then a crash might find it complete.
      wipe();
      throw e;
    }
    position += size;
    segment.appended(sequence, position);
  }

  private void wipe() {
    try {
      file.write(position, new byte[Frame.HEADER_SIZE], 0, Frame.HEADER_SIZE);
    } catch (IOException e) {
      log.debug("Cannot wipe a failed write", e);
    }
  }

  void seal() {
    segment.seal();
  }
}
