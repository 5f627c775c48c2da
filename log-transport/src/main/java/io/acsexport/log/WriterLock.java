package io.acsexport.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second writer, of this process or another, from the same file: lines would mix, and both
 * would rename it. The lock is on a file beside it, {@code events.jsonl.lock}, which stays: locks
 * on the file itself would end whenever this process closed it after reading.
 */
final class WriterLock implements AutoCloseable {

  private final FileChannel channel;

  private WriterLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws InUseException when another writer has it
   */
  static WriterLock of(Path file) throws IOException {
    Path path = file.resolveSibling(file.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      if (tryLock(channel) == null) {
        throw new InUseException();
      }
      return new WriterLock(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ofThisProcess) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Another writer has the file. */
  static final class InUseException extends IOException {
    InUseException() {
      super("another destination or process writes to it");
    }
  }
}
