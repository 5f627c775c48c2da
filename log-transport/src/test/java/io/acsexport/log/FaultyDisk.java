package io.acsexport.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A disk with so much room, or one whose sync fails. */
final class FaultyDisk implements Disk {

  long room = Long.MAX_VALUE;
  boolean syncFails;

  @Override
  public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    int fits = (int) Math.min(room, bytes.remaining());
    int rest = bytes.remaining() - fits;
    bytes.limit(bytes.position() + fits);
    Disk.REAL.write(channel, bytes, position);
    if (rest > 0) {
      throw new IOException("No space left on device");
    }
    room -= fits;
  }

  @Override
  public void sync(FileChannel channel) throws IOException {
    if (syncFails) {
      throw new IOException("Input/output error");
    }
    Disk.REAL.sync(channel);
  }
}
