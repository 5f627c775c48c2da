package io.acsexport.core.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The real file system, with faults where a test wants them. */
final class FaultyStorage implements Storage {

  /** Decides about one write. */
  interface OnWrite {
    /** How many of the bytes to write; if not this very number, the write fails afterwards. */
    int allow(Path file, int length) throws IOException;
  }

  /** Decides about one sync. */
  interface OnForce {
    /** Whether to sync in earnest; an exception fails it. */
    boolean allow(Path file) throws IOException;
  }

  volatile OnWrite onWrite = (file, length) -> length;
  volatile OnForce onForce = file -> true;

  /** What there is to use, whatever is used; negative for the truth. */
  volatile long usableSpace = -1;

  /** The files synced so far. */
  final Queue<Path> forced = new ConcurrentLinkedQueue<>();

  private final Storage disk = new FileStorage();
  private final Map<Path, Path> renamed = new ConcurrentHashMap<>();

  /** Does not wait for the disk: for tests that do not lose power. */
  static FaultyStorage unsynced() {
    FaultyStorage storage = new FaultyStorage();
    storage.onForce = file -> false;
    return storage;
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    disk.createDirectory(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public StorageFile open(Path file) throws IOException {
    renamed.remove(file);
    return new Faulty(file, disk.open(file));
  }

  @Override
  public StorageFile openForReading(Path file) throws IOException {
    return disk.openForReading(file);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
    renamed.put(from, to);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    if (onForce.allow(directory)) {
      disk.syncDirectory(directory);
    }
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    return usableSpace < 0 ? disk.usableSpace(directory) : usableSpace;
  }

  @Override
  public long totalSpace(Path directory) throws IOException {
    return disk.totalSpace(directory);
  }

  @Override
  public Closeable lock(Path file) throws IOException {
    return disk.lock(file);
  }

  private final class Faulty implements StorageFile {

    private final Path opened;
    private final StorageFile file;

    Faulty(Path opened, StorageFile file) {
      this.opened = opened;
      this.file = file;
    }

    private Path path() {
      return renamed.getOrDefault(opened, opened);
    }

    @Override
    public long length() throws IOException {
      return file.length();
    }

    @Override
    public void setLength(long length) throws IOException {
      file.setLength(length);
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) throws IOException {
      return file.read(position, buffer, offset, length);
    }

    @Override
    public void write(long position, byte[] buffer, int offset, int length) throws IOException {
      int allowed = onWrite.allow(path(), length);
      file.write(position, buffer, offset, Math.min(allowed, length));
      if (allowed != length) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void force() throws IOException {
      forced.add(path());
      if (onForce.allow(path())) {
        file.force();
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
