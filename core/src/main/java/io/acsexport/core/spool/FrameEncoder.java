package io.acsexport.core.spool;

import java.nio.ByteBuffer;

/** Builds frames in one reused buffer; used under the append lock. */
final class FrameEncoder {

  private static final int INITIAL = 8 << 10;

  private final FrameChecksum checksum;
  private ByteBuffer buffer = ByteBuffer.allocate(INITIAL);

  FrameEncoder(FrameChecksum checksum) {
    this.checksum = checksum;
  }

  /** Builds a frame at the beginning of {@link #bytes()} and returns its size. */
  int encode(long sequence, long accepted, byte[] payload, int offset, int length) {
    int size = Frame.size(length);
    if (size > buffer.capacity()) {
      buffer = ByteBuffer.allocate(size);
    }
    buffer.putInt(0, Frame.MAGIC);
    buffer.putInt(Frame.LENGTH, length);
    buffer.putInt(Frame.RESERVED, 0);
    buffer.putLong(Frame.SEQUENCE, sequence);
    buffer.putLong(Frame.ACCEPTED, accepted);
    // The end first: the payload may reach into its eight bytes, but never to the last one.
    buffer.putLong(size - Frame.ALIGNMENT, Frame.END & 0xFF);
    buffer.put(Frame.HEADER_SIZE, payload, offset, length);
    buffer.putInt(
        Frame.CHECKSUM,
        checksum.of(bytes(), Frame.LENGTH, Frame.HEADER_SIZE - Frame.LENGTH + length));
    return size;
  }

  byte[] bytes() {
    return buffer.array();
  }
}
