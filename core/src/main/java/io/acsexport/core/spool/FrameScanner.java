package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the frames of one segment, for recovery and readers alike. Where the bytes are no frame it
 * believes nothing they say, the length least of all, and steps 8 bytes at a time to the next
 * frame: what was in between shows as a gap in the sequences. Used by one thread.
 *
 * <p>After an {@link IOException} the same call may be repeated. The buffer grows for a record that
 * is larger, and shrinks again.
 */
final class FrameScanner {

  private final FrameChecksum checksum;
  private final int chunk;

  private StorageFile file;
  private int longestPayload;
  private long position;

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private long bufferStart;
  private int bufferLength;
  private int loads;

  private long frameStart;
  private int payloadOffset;
  private int payloadLength;

  /**
   * Scans a file from its byte {@code position} on.
   *
   * @param longestPayload no frame of this segment holds more
   * @param chunk bytes to read at a time
   */
  FrameScanner(
      FrameChecksum checksum, StorageFile file, long position, int longestPayload, int chunk) {
    this.checksum = checksum;
    this.file = file;
    this.position = position;
    this.longestPayload = longestPayload;
    this.chunk = chunk;
  }

  /** Goes on in another file. */
  void restart(StorageFile next, long from, int longest) {
    file = next;
    position = from;
    longestPayload = longest;
    bufferLength = 0;
  }

  /**
   * Moves to the next frame.
   *
   * @param limit the bytes from here on are not looked at; a frame that crosses it is none
   * @param above frames up to this sequence are passed over
   * @param upTo so are frames with a higher sequence: what is left of refused appends
   * @return false where there is none before the limit; more may be appended there
   */
  boolean next(long limit, long above, long upTo) throws IOException {
    while (position + Frame.HEADER_SIZE <= limit) {
      if (!load(Frame.HEADER_SIZE, limit)) {
        break;
      }
      int at = (int) (position - bufferStart);
      if (buffer.getInt(at) == Frame.MAGIC && loadFrame(buffer.getInt(at + Frame.LENGTH), limit)) {
        frameStart = position;
        position += Frame.size(payloadLength);
        long sequence = sequence();
        if (sequence > above && sequence <= upTo) {
          return true;
        }
      } else {
        position += Frame.ALIGNMENT;
      }
    }
    position = Math.max(position, limit);
    return false;
  }

  /** Brings a frame of this length into the buffer and checks it. */
  private boolean loadFrame(int length, long limit) throws IOException {
    if (length < 0 || length > longestPayload) {
      return false;
    }
    int size = Frame.size(length);
    if (position + size > limit || !load(size, limit)) {
      return false;
    }
    int at = (int) (position - bufferStart);
    int checked = Frame.HEADER_SIZE - Frame.LENGTH + length;
    if (buffer.get(at + size - 1) == 0
        || checksum.of(buffer.array(), at + Frame.LENGTH, checked)
            != buffer.getInt(at + Frame.CHECKSUM)) {
      return false;
    }
    payloadOffset = at + Frame.HEADER_SIZE;
    payloadLength = length;
    return true;
  }

  /** Has this many bytes from the position on in the buffer; false where the file ends before. */
  private boolean load(int bytes, long limit) throws IOException {
    if (position >= bufferStart && position + bytes <= bufferStart + bufferLength) {
      return true;
    }
    int wanted = (int) Math.min(Math.max(bytes, chunk), limit - position);
    if (buffer.capacity() < wanted || buffer.capacity() > Math.max(wanted, chunk)) {
      buffer = ByteBuffer.allocate(wanted);
    }
    bufferLength = 0;
    bufferStart = position;
    int got = 0;
    while (got < wanted) {
      int read = file.read(position + got, buffer.array(), got, wanted - got);
      if (read <= 0) {
        break;
      }
      got += read;
    }
    bufferLength = got;
    loads++;
    return got >= bytes;
  }

  /** Where the next frame is looked for; after a frame was found, where it ends. */
  long position() {
    return position;
  }

  /** Where the frame begins. */
  long frameStart() {
    return frameStart;
  }

  long sequence() {
    return buffer.getLong(payloadOffset - Frame.HEADER_SIZE + Frame.SEQUENCE);
  }

  long accepted() {
    return buffer.getLong(payloadOffset - Frame.HEADER_SIZE + Frame.ACCEPTED);
  }

  /** A copy of the frame's payload. */
  byte[] payload() {
    byte[] payload = new byte[payloadLength];
    buffer.get(payloadOffset, payload);
    return payload;
  }

  /** How often the disk was read so far. */
  int loads() {
    return loads;
  }
}
