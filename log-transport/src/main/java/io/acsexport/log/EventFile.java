package io.acsexport.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that events are appended to, open for its one writer. Used by one thread; closed by any.
 * After an exception it is to be closed and opened anew.
 */
final class EventFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventFile.class);
  private static final byte LINE_END = '\n';

  private final Path path;
  private final Disk disk;
  private final WriterLock lock;
  private final Object closing = new Object();
  private FileChannel channel;
  private @Nullable Object identity;
  private boolean closed;

  private EventFile(Path path, Disk disk, WriterLock lock, FileChannel channel) {
    this.path = path;
    this.disk = disk;
    this.lock = lock;
    this.channel = channel;
  }

  /** Opens it at its end; makes it where it is absent. */
  static EventFile open(Path path, Disk disk) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileSystemException(path.toString(), null, FileFailures.NO_FILE);
    }
    WriterLock lock = WriterLock.of(path);
    FileChannel channel = null;
    try {
      channel = openChannel(path);
      EventFile file = new EventFile(path, disk, lock, channel);
      file.identity = identity(path);
      file.endTornLine();
      return file;
    } catch (IOException e) {
      if (channel != null) {
        channel.close();
      }
      lock.close();
      throw e;
    }
  }

  /** Whether the name still stands for this file: somebody may have moved or deleted it. */
  boolean inPlace() throws IOException {
    return Objects.equals(identity, identity(path));
  }

  long size() throws IOException {
    return channel.size();
  }

  /** Appends whole lines; when it returns they are on disk. On failure none of them is left. */
  void append(byte[] lines, int length) throws IOException {
    if (length == 0) {
      return;
    }
    long end = channel.size();
    try {
      disk.write(channel, ByteBuffer.wrap(lines, 0, length), end);
      disk.sync(channel);
    } catch (IOException e) {
      withdraw(end, e);
      throw e;
    }
  }

  /** Renames it, begins the next, and deletes the oldest beyond that many. */
  void rotate(int maxFiles) throws IOException {
    // Before the new one comes: where nothing may be deleted, nothing may grow either.
    List<Path> deleted = RotatedFiles.prune(path, maxFiles - 2);
    if (!deleted.isEmpty()) {
      LOG.info("Deleted {}: no more than {} files of events are kept.", deleted, maxFiles);
    }
    Files.move(path, RotatedFiles.next(path));
    FileChannel next = openChannel(path);
    synchronized (closing) {
      if (closed) {
        next.close();
        throw new ClosedChannelException();
      }
      channel.close();
      channel = next;
    }
    identity = identity(path);
  }

  @Override
  public void close() throws IOException {
    synchronized (closing) {
      closed = true;
      channel.close();
    }
    lock.close();
  }

  /** A process that was killed may have left half a line, which the next must not join. */
  private void endTornLine() throws IOException {
    long size = channel.size();
    ByteBuffer last = ByteBuffer.allocate(1);
    if (size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != LINE_END) {
      disk.write(channel, ByteBuffer.wrap(new byte[] {LINE_END}), size);
    }
  }

  private void withdraw(long end, IOException failure) {
    try {
      if (channel.isOpen() && channel.size() > end) {
        channel.truncate(end);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static FileChannel openChannel(Path path) throws IOException {
    boolean isNew = Files.notExists(path);
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
            permissions(path));
    if (isNew) {
      syncFolder(path);
    }
    return channel;
  }

  /** Events are no one's business but the owner's and its group's, as log files commonly are. */
  private static FileAttribute<?>[] permissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
        }
        : new FileAttribute<?>[0];
  }

  /** Makes a new name last: otherwise a loss of power could take the file with all its lines. */
  private static void syncFolder(Path path) throws IOException {
    try (FileChannel folder =
        FileChannel.open(RotatedFiles.folder(path), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static @Nullable Object identity(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
