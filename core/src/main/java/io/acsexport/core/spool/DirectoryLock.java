package io.acsexport.core.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exclusive lock on a file, against other processes and this one.
 *
 * <p>POSIX drops a process's locks on a file when the process closes <em>any</em> handle to it, so
 * a second try from within the process must not even open it. Two engines in one process may come
 * from different class loaders, which share no static field; the system properties they share.
 */
final class DirectoryLock implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(DirectoryLock.class);

  private static final int LONGEST_HOLDER = 32;

  private final String key;
  private final FileChannel channel;

  private DirectoryLock(String key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  static DirectoryLock take(Path file) throws IOException {
    Path directory = file.resolveSibling("");
    String key = "io.acsexport.spool.lock:" + file.toRealPath();
    if (System.getProperties().putIfAbsent(key, "held") != null) {
      throw new SpoolLockedException(directory, "this process", null);
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new SpoolLockedException(directory, holder(channel), null);
      }
      writeHolder(channel);
      return new DirectoryLock(key, channel);
    } catch (IOException | OverlappingFileLockException e) {
      System.getProperties().remove(key);
      if (channel != null) {
        channel.close();
      }
      throw e instanceof IOException io
          ? io
          : new SpoolLockedException(directory, "this process", e);
    }
  }

  /** For the message that the next one gets; nothing depends on it. */
  private static void writeHolder(FileChannel channel) {
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    try {
      channel.truncate(0);
      int unused = channel.write(ByteBuffer.wrap(pid), 0);
    } catch (IOException e) {
      log.debug("Cannot note the holder of a lock: {}", e.toString());
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_HOLDER);
    int unused = channel.read(bytes, 0);
    String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "another process" : "process " + pid;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      System.getProperties().remove(key);
    }
  }
}
