package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first 128 bytes of a segment. Nothing is lost with it: the file name says where the segment
 * starts, every frame carries its own sequence.
 *
 * <pre>
 *   0  magic        FF 41 45 53 45 47 0D 0A
 *   8  version      of the frames in this segment
 *  12  checksum     CRC32C of all other bytes; magic, version and checksum stay where they are in
 *                   every later version
 *  16  installation id, 16 bytes
 *  32  spool id, 16 bytes
 *  48  base         the first sequence
 *  56  predecessor  the last sequence before it, 0 where there was none
 *  64  longest      longest payload in this segment, in bytes
 *  68  reserved     0
 * </pre>
 */
record SegmentHeader(
    int version, UUID installation, UUID spool, long base, long predecessor, int longestPayload) {

  static final int SIZE = 128;
  static final int VERSION = 1;

  private static final long MAGIC = 0xFF41455345470D0AL;
  private static final int CHECKSUM = 12;
  private static final int BODY = 16;

  byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    bytes.putLong(MAGIC).putInt(version).putInt(0);
    bytes.putLong(installation.getMostSignificantBits());
    bytes.putLong(installation.getLeastSignificantBits());
    bytes.putLong(spool.getMostSignificantBits()).putLong(spool.getLeastSignificantBits());
    bytes.putLong(base).putLong(predecessor).putInt(longestPayload);
    bytes.putInt(CHECKSUM, checksum(bytes.array()));
    return bytes.array();
  }

  /** The header of a segment, or null where it is damaged or was never written. */
  static @Nullable SegmentHeader read(StorageFile file) throws IOException {
    byte[] bytes = new byte[SIZE];
    int got = 0;
    while (got < SIZE) {
      int read = file.read(got, bytes, got, SIZE - got);
      if (read <= 0) {
        return null;
      }
      got += read;
    }
    return decode(bytes);
  }

  static @Nullable SegmentHeader decode(byte[] bytes) {
    ByteBuffer view = ByteBuffer.wrap(bytes);
    if (view.getLong() != MAGIC || view.getInt(CHECKSUM) != checksum(bytes)) {
      return null;
    }
    int version = view.getInt();
    view.position(BODY);
    return new SegmentHeader(
        version,
        new UUID(view.getLong(), view.getLong()),
        new UUID(view.getLong(), view.getLong()),
        view.getLong(),
        view.getLong(),
        view.getInt());
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKSUM);
    crc.update(bytes, BODY, SIZE - BODY);
    return (int) crc.getValue();
  }
}
