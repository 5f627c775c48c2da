package io.acsexport.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** What can go wrong with a file that is open, apart so that tests can make it go wrong. */
interface Disk {

  /** The disk itself. */
  Disk REAL =
      new Disk() {
        @Override
        public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
          long at = position;
          while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
          }
        }

        @Override
        public void sync(FileChannel channel) throws IOException {
          channel.force(false);
        }
      };

  /** Writes all of it; after an exception part of it may stand there. */
  void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException;

  /** Returns once everything written would survive a loss of power. */
  void sync(FileChannel channel) throws IOException;
}
