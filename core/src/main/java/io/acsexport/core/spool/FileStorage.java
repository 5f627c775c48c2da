package io.acsexport.core.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** The real file system. */
final class FileStorage implements Storage {

  @Override
  public void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, mode(directory, "rwx------"));
    }
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Override
  public StorageFile open(Path file) throws IOException {
    createFile(file);
    return new OpenFile(new RandomAccessFile(file.toFile(), "rw"));
  }

  @Override
  public StorageFile openForReading(Path file) throws IOException {
    return new OpenFile(new RandomAccessFile(file.toFile(), "r"));
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    uninterrupted(
        () -> {
          try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
          }
          return directory;
        });
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    long bytes = directory.toFile().getUsableSpace();
    if (bytes == 0) {
      // None, or it cannot be told, which this throws for.
      long unused = totalSpace(directory);
    }
    return bytes;
  }

  @Override
  public long totalSpace(Path directory) throws IOException {
    // Not by way of a FileStore: that reads the list of mounts, and without a free file descriptor
    // fails with words that lead astray.
    long bytes = directory.toFile().getTotalSpace();
    if (bytes == 0) {
      throw new IOException("the file system of " + directory + " does not tell its size");
    }
    return bytes;
  }

  @Override
  public Closeable lock(Path file) throws IOException {
    createFile(file);
    return uninterrupted(() -> DirectoryLock.take(file));
  }

  private static void createFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      try {
        Files.createFile(file, mode(file, "rw-------"));
      } catch (FileAlreadyExistsException e) {
        // made by somebody else meanwhile
      }
    }
  }

  private static FileAttribute<?>[] mode(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  /** A channel closes itself under an interrupted thread, so it is used without the flag. */
  private static <T> T uninterrupted(Action<T> action) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      return action.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static final class OpenFile implements StorageFile {

    private static final long UNKNOWN = -1;

    private final RandomAccessFile file;

    /** Where the file stands, to save the seek before each append. */
    private long position = UNKNOWN;

    OpenFile(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public long length() throws IOException {
      return file.length();
    }

    @Override
    public void setLength(long length) throws IOException {
      position = UNKNOWN;
      file.setLength(length);
    }

    @Override
    public int read(long from, byte[] buffer, int offset, int length) throws IOException {
      position = UNKNOWN;
      file.seek(from);
      return Math.max(0, file.read(buffer, offset, length));
    }

    @Override
    public void write(long to, byte[] buffer, int offset, int length) throws IOException {
      if (position != to) {
        position = UNKNOWN;
        file.seek(to);
      }
      position = UNKNOWN;
      file.write(buffer, offset, length);
      position = to + length;
    }

    @Override
    public void force() throws IOException {
      // Not getFD().sync(): where only the time of change is new it would commit the journal of the
      // file system, which writes out the data of others, and appends wait for that.
      uninterrupted(
          () -> {
            file.getChannel().force(false);
            return file;
          });
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
