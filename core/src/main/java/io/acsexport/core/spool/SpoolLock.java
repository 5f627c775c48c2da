package io.acsexport.core.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The lock on a spool's folder, which can be taken again where somebody deleted its file. */
final class SpoolLock implements Closeable {

  private final Storage storage;
  private final Path file;
  private Closeable held;

  private SpoolLock(Storage storage, Path file) throws IOException {
    this.storage = storage;
    this.file = file;
    this.held = storage.lock(file);
  }

  /** Takes it. */
  static SpoolLock take(Storage storage, Path file) throws IOException {
    return new SpoolLock(storage, file);
  }

  /**
   * Takes it again.
   *
   * @throws SpoolLockedException when another came first
   */
  synchronized void renew() throws IOException {
    held.close();
    held = storage.lock(file);
  }

  @Override
  public synchronized void close() throws IOException {
    held.close();
  }
}
