package io.acsexport.core.deadletter;

import io.acsexport.core.spool.RefusedException;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of one destination: a small spool of its own, which syncs each entry and deletes
 * none. It is made with the first dead letter; most destinations never have one. Thread-safe.
 *
 * <p>A spool deletes what all its cursors have passed. One that never moves, and does not yield,
 * keeps everything here.
 */
public final class DeadLetterLog implements DeadLetterSink, AutoCloseable {

  private static final String KEEPER = "keeper";
  private static final int SEGMENT_SIZE = 1 << 20;
  private static final int BLOCK = 64 << 10;
  private static final long SYNC_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path directory;
  private final SpoolOptions options;
  private final Clock clock;
  private final LongConsumer bytesUsed;
  private @Nullable Spool spool;
  private boolean closed;

  /**
   * Opens nothing yet, but reports what is already there.
   *
   * @param directory where this destination's dead letters are or would be; its parent must exist
   *     by the first one
   * @param main how the spool is kept whose records come here: its bounds hold here, too
   * @param bytesUsed is told how many bytes the log takes whenever that may have changed, from the
   *     storing thread
   */
  public DeadLetterLog(Path directory, SpoolOptions main, Clock clock, LongConsumer bytesUsed) {
    this.directory = directory;
    this.options = options(directory, main);
    this.clock = clock;
    this.bytesUsed = bytesUsed;
    bytesUsed.accept(bytesOnDisk());
  }

  /** {@inheritDoc} Should the disk be too slow to say so, it may be stored twice. */
  @Override
  public synchronized void store(DeadLetter letter) throws IOException {
    byte[] entry = DeadLetterCodec.encode(letter);
    Spool opened = open();
    try {
      opened.append(entry, 0, entry.length, SYNC_TIMEOUT_NANOS);
    } catch (RefusedException refused) {
      throw new IOException(
          "the dead letters in " + directory + " take no more: " + refused.getMessage(), refused);
    } finally {
      bytesUsed.accept(opened.stats().usedBytes());
    }
  }

  /**
   * All dead letters, oldest first. Close the reader before this log.
   *
   * @throws IOException when the log cannot be opened
   */
  public synchronized DeadLetterReader list() throws IOException {
    boolean none = spool == null && !Files.isDirectory(directory);
    return new DeadLetterReader(none ? null : open().browse(0));
  }

  /** Closes the log, which nothing may be stored in any more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (spool != null) {
      spool.close();
      spool = null;
    }
  }

  /** Closes the log and deletes all that is in it, for a destination that is no more. */
  public synchronized void delete() throws IOException {
    close();
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(directory)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }

  private Spool open() throws IOException {
    if (closed) {
      throw new IOException("the dead letters in " + directory + " are closed");
    }
    if (spool != null) {
      return spool;
    }
    Spool opened = Spool.open(options, clock);
    try {
      opened.openCursor(KEEPER, StartAt.EARLIEST, WhenFull.HOLD);
    } catch (IOException | RuntimeException failed) {
      opened.close();
      throw failed;
    }
    spool = opened;
    return opened;
  }

  private long bytesOnDisk() {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | UncheckedIOException unreadable) {
      return 0; // counted as soon as the log is opened, which will tell what is wrong
    }
  }

  private static SpoolOptions options(Path directory, SpoolOptions main) {
    int record = main.maxRecordSize() + DeadLetterCodec.OVERHEAD;
    int segment = Math.max(SEGMENT_SIZE, (record / BLOCK + 2) * BLOCK);
    return new SpoolOptions(
        directory, Math.max(main.maxSize(), 2L * segment), main.minFree(), record, segment, null);
  }
}
