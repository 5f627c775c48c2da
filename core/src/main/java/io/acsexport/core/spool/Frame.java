package io.acsexport.core.spool;

/**
 * One record on disk, aligned to 8 bytes. Numbers are big-endian.
 *
 * <pre>
 *  0  magic       FF 41 45 31; FF never occurs in UTF-8, so no text contains a frame
 *  4  checksum    CRC32C of bytes 8 to the end of the payload, seeded with the spool's id
 *  8  length      of the payload, in bytes
 * 12  reserved    0
 * 16  sequence
 * 24  accepted    wall-clock milliseconds
 * 32  payload, then zeros
 * -1  end         FF, at the last byte before a multiple of 8
 * </pre>
 *
 * <p>The end tells a record that ends in zeros from one whose last bytes were not written: segments
 * hold zeros before. It is not covered by the checksum; any value but 0 will do.
 */
final class Frame {

  static final int MAGIC = 0xFF414531;
  static final byte END = (byte) 0xFF;
  static final int ALIGNMENT = 8;
  static final int HEADER_SIZE = 32;

  static final int CHECKSUM = 4;
  static final int LENGTH = 8;
  static final int RESERVED = 12;
  static final int SEQUENCE = 16;
  static final int ACCEPTED = 24;

  private Frame() {}

  /** Bytes that a payload of this length takes on disk. */
  static int size(int payloadLength) {
    return (HEADER_SIZE + payloadLength + ALIGNMENT) & -ALIGNMENT;
  }
}
