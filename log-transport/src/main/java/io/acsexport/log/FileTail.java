package io.acsexport.log;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows the file, and goes on with the next whenever it was renamed. */
final class FileTail implements Tailable.Tail {

  private static final int MOST_AT_ONCE = 500;
  private static final long LOOK_MILLIS = 50;

  private final Path file;
  private final int longestLine;
  private final EventLine lines = new EventLine();
  private @Nullable LineReader reader;
  private final @Nullable Object lastIdentity;
  private final long lastEnd;
  private boolean passedLast;

  private FileTail(
      Path file, int longestLine, @Nullable LineReader reader, @Nullable LineReader last)
      throws IOException {
    this.file = file;
    this.longestLine = longestLine;
    this.reader = reader;
    this.lastIdentity = last == null ? null : last.identity();
    this.lastEnd = last == null ? 0 : last.size();
  }

  /** Takes position. A file that does not exist yet is waited for. */
  static FileTail open(Path file, Tailable.From from, int longestBody) throws TransportException {
    // JSON needs at most six bytes for one of the body; key and headers take little.
    int longestLine = (int) Math.min(Integer.MAX_VALUE - 16, 6L * longestBody + (1 << 20));
    try (LineReader last = openIfThere(file, longestLine)) {
      LineReader first = null;
      if (from == Tailable.From.BEGINNING) {
        first = oldest(file, longestLine);
      } else if (last != null) {
        first = LineReader.open(file, last.size(), longestLine);
      }
      return new FileTail(file, longestLine, first, last);
    } catch (IOException e) {
      throw translated(e, file);
    }
  }

  @Override
  public List<ReceivedMessage> poll(Duration timeout)
      throws TransportException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      List<ReceivedMessage> messages = read();
      while (messages.isEmpty() && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        messages = read();
      }
      return messages;
    } catch (IOException e) {
      throw translated(e, file);
    }
  }

  @Override
  public boolean caughtUp() {
    LineReader current = reader;
    return lastIdentity == null
        || passedLast
        || (current != null
            && current.identity().equals(lastIdentity)
            && current.read() >= lastEnd);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }

  private List<ReceivedMessage> read() throws IOException, TransportException {
    List<ReceivedMessage> messages = new ArrayList<>();
    if (reader == null) {
      reader = oldest(file, longestLine);
    }
    while (reader != null && messages.size() < MOST_AT_ONCE) {
      LineReader.Line line = reader.next();
      if (line != null) {
        messages.add(lines.decode(reader.name() + "@" + line.position(), line.bytes()));
      } else if (!advance(reader)) {
        break;
      }
    }
    return messages;
  }

  /**
   * Goes to the file after the present one, which was read to its end.
   *
   * @return false when there is none, true when it is worth reading on
   */
  private boolean advance(LineReader present) throws IOException {
    List<Path> renamed = RotatedFiles.of(file);
    List<Path> files = new ArrayList<>(renamed);
    files.add(file);
    int at = -1;
    boolean lastIsAhead = false;
    for (int i = 0; i < files.size(); i++) {
      Object identity = LineReader.identity(files.get(i));
      at = present.identity().equals(identity) ? i : at;
      lastIsAhead |= at < i && identity != null && identity.equals(lastIdentity);
    }
    if (at == files.size() - 1) {
      return false;
    }
    // Where it is gone it was deleted as the oldest, and the oldest that is left follows.
    LineReader next = openIfThere(files.get(at + 1), longestLine);
    if (next == null) {
      return false;
    }
    if (present.hasMore() || !renamed.equals(RotatedFiles.of(file))) {
      next.close();
      return true; // Lines or a file came between since the look.
    }
    passedLast |= !lastIsAhead;
    present.close();
    reader = next;
    return true;
  }

  private static @Nullable LineReader oldest(Path file, int longestLine) throws IOException {
    while (true) {
      List<Path> renamed = RotatedFiles.of(file);
      Path path = renamed.isEmpty() ? file : renamed.get(0);
      LineReader found = openIfThere(path, longestLine);
      if (renamed.equals(RotatedFiles.of(file))) {
        return found;
      }
      if (found != null) {
        found.close(); // Another became the oldest since the look.
      }
    }
  }

  private static @Nullable LineReader openIfThere(Path path, int longestLine) throws IOException {
    try {
      return LineReader.open(path, 0, longestLine);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static TransportException translated(IOException exception, Path file) {
    if (exception instanceof AccessDeniedException) {
      return new TransportException(
          new Failure(
              FailureCode.AUTHORIZATION_FAILED,
              "user " + System.getProperty("user.name") + " may not read " + file,
              "Read it as a user of the file's group, or as root."),
          exception);
    }
    return new TransportException(FileFailures.of(exception, file), exception);
  }
}
