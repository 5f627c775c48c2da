package io.acsexport.core.spool;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The checksum of frames and cursor slots of one spool. Seeded with the random id of the spool, so
 * that what another spool wrote, or a body that imitates a frame, is never taken for its own. One
 * instance for each thread: CRC objects have state.
 */
final class FrameChecksum {

  private final CRC32C crc = new CRC32C();
  private final byte[] seed;

  FrameChecksum(UUID spool) {
    seed =
        ByteBuffer.allocate(16)
            .putLong(spool.getMostSignificantBits())
            .putLong(spool.getLeastSignificantBits())
            .array();
  }

  int of(byte[] bytes, int offset, int length) {
    crc.reset();
    crc.update(seed, 0, seed.length);
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
