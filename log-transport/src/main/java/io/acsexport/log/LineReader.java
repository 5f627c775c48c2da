package io.acsexport.log;

import io.acsexport.transport.FailureCode;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whole lines of one file, which may still grow and may be renamed. Used by one thread. */
final class LineReader implements AutoCloseable {

  private static final int CHUNK = 64 << 10;

  private final Path path;
  private final FileChannel channel;
  private final Object identity;
  private final int longestLine;
  private byte[] buffer = new byte[CHUNK];
  private int start;
  private int scanned;
  private int end;
  private long position;

  private LineReader(
      Path path, FileChannel channel, Object identity, long position, int longestLine) {
    this.path = path;
    this.channel = channel;
    this.identity = identity;
    this.position = position;
    this.longestLine = longestLine;
  }

  /**
   * A line.
   *
   * @param position of its first byte in the file
   * @param bytes without the line's end
   */
  record Line(long position, byte[] bytes) {}

  /** Opens a file at a position, where a line begins. */
  static LineReader open(Path path, long position, int longestLine) throws IOException {
    while (true) {
      Object before = identity(path);
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      // A file renamed in between would be taken for its successor.
      if (before != null && before.equals(identity(path))) {
        return new LineReader(path, channel, before, position, longestLine);
      }
      channel.close();
    }
  }

  /** What tells files apart whatever they are called; null where there is none of that name. */
  static @Nullable Object identity(Path path) throws IOException {
    return Files.notExists(path)
        ? null
        : Objects.requireNonNull(
            Files.readAttributes(path, BasicFileAttributes.class).fileKey(), "no file key");
  }

  /** The next line, or null where there is no whole one now. */
  @Nullable Line next() throws IOException, TransportException {
    while (true) {
      for (; scanned < end; scanned++) {
        if (buffer[scanned] == '\n') {
          Line line =
              new Line(position - (end - start), Arrays.copyOfRange(buffer, start, scanned));
          start = ++scanned;
          return line;
        }
      }
      if (!fill()) {
        return null;
      }
    }
  }

  /** Whether bytes are there that were not read yet. */
  boolean hasMore() throws IOException {
    return channel.size() > position;
  }

  long size() throws IOException {
    return channel.size();
  }

  /** How many bytes of the file were read, whole lines or not. */
  long read() {
    return scanned == end ? position : position - (end - start);
  }

  Object identity() {
    return identity;
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written to it.
    }
  }

  private boolean fill() throws IOException, TransportException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    scanned -= start;
    end -= start;
    start = 0;
    if (end == buffer.length) {
      if (buffer.length >= longestLine) {
        throw new TransportException(
            FailureCode.TARGET_MISMATCH,
            path + " has a line longer than any event's at " + (position - end),
            null);
      }
      buffer = Arrays.copyOf(buffer, (int) Math.min(longestLine, buffer.length * 2L));
    }
    int count = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end), position);
    if (count <= 0) {
      return false;
    }
    end += count;
    position += count;
    return true;
  }
}
