package io.acsexport.core.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as the spool uses it: a seam, so that tests can lose, tear and reorder what was
 * not synced, fill the disk and fail a sync. Thread-safe; each {@link StorageFile} is used by one
 * thread at a time, except that {@link StorageFile#force} may run beside the other calls.
 *
 * <p>The real one works through {@link java.io.RandomAccessFile}: a {@code FileChannel} closes
 * itself under an interrupted thread and pins direct memory for every thread of the host; the I/O
 * errors of a memory map would strike the host.
 */
interface Storage {

  /** Creates a folder of mode 0700 if it is not there. */
  void createDirectory(Path directory) throws IOException;

  /** The names of the files in a folder, in no order. */
  List<String> list(Path directory) throws IOException;

  /** Opens a file to read and write, creating it with mode 0600 if it is not there. */
  StorageFile open(Path file) throws IOException;

  /** Opens a file that is there to read it. */
  StorageFile openForReading(Path file) throws IOException;

  /** Deletes a file if it is there. */
  void delete(Path file) throws IOException;

  /** Renames a file or folder; the target must not be there. */
  void rename(Path from, Path to) throws IOException;

  /** Makes creations, deletions and renames in a folder durable. */
  void syncDirectory(Path directory) throws IOException;

  /** Bytes that may still be written on the file system of this folder. */
  long usableSpace(Path directory) throws IOException;

  /** Size of the file system of this folder in bytes. */
  long totalSpace(Path directory) throws IOException;

  /**
   * Locks a file against other processes and against this one until the handle is closed.
   *
   * @throws IOException when it is locked already; the message names the holder where known
   */
  Closeable lock(Path file) throws IOException;

  /** An open file. Short writes and reads are completed or reported, never ignored. */
  interface StorageFile extends Closeable {

    /** Its length in bytes. */
    long length() throws IOException;

    /** Cuts or extends it; what is added reads as zeros. */
    void setLength(long length) throws IOException;

    /** Reads up to {@code length} bytes; returns how many, 0 at the end of the file. */
    int read(long position, byte[] buffer, int offset, int length) throws IOException;

    /** Writes all bytes or throws; after a throw any part of them may have been written. */
    void write(long position, byte[] buffer, int offset, int length) throws IOException;

    /**
     * Makes everything written to it so far durable, its length included. Only this call may take
     * long by design.
     */
    void force() throws IOException;
  }
}
