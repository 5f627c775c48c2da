package io.acsexport.core.deadletter;

import io.acsexport.core.spool.RefusedException;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolCursor;
import io.acsexport.core.spool.SpoolInspection;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of one destination: a small spool of its own, which syncs each entry. It is made
 * with the first dead letter; most destinations never have one. Thread-safe.
 *
 * <p>A spool deletes what all its cursors have passed. One that does not yield keeps everything
 * here: it moves only past what was {@linkplain #takeOut taken out} with nothing older left. What
 * is taken out behind that stays on disk and is noted beside it.
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

  /** Held while letters are taken out; never while one is stored. */
  private final Object takingOut = new Object();

  private @Nullable Spool spool;
  private @Nullable SpoolCursor keeper;
  private @Nullable PurgedNumbers purged;
  private boolean closed;

  /**
   * Opens nothing yet, but reports what is already there.
   *
   * @param directory where this destination's dead letters are or would be; its parent is made
   *     where it is missing, but nothing above that
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

  /** Where in a spool's folder the dead letters of a destination are. */
  public static Path directoryIn(Path spool, String destination) {
    return spool.resolve("dead-letters").resolve(destination);
  }

  /**
   * Reads a log without its lock and without changing it, oldest first; nothing where there is
   * none.
   *
   * @return how many entries could not be read
   * @throws IOException when the files cannot be read
   */
  public static long look(Path directory, Consumer<StoredDeadLetter> each) throws IOException {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    PurgedNumbers gone = PurgedNumbers.read(PurgedNumbers.fileIn(directory));
    long[] malformed = {0};
    SpoolInspection.Findings found =
        SpoolInspection.read(
            directory,
            entry -> {
              if (gone.contains(entry.sequence())) {
                return;
              }
              try {
                each.accept(
                    new StoredDeadLetter(
                        entry.sequence(), DeadLetterCodec.decode(entry.payload())));
              } catch (IOException unreadable) {
                malformed[0]++;
              }
            });
    return malformed[0] + found.damaged();
  }

  /** {@inheritDoc} Should the disk be too slow to say so, it may be stored twice. */
  @Override
  public synchronized void store(DeadLetter letter) throws IOException {
    byte[] entry = DeadLetterCodec.encode(letter);
    Spool opened = open();
    makeParent();
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
    if (isNone()) {
      return new DeadLetterReader(null, number -> false);
    }
    Spool opened = open();
    PurgedNumbers gone = purged();
    return new DeadLetterReader(opened.browse(0), gone::contains);
  }

  /**
   * How many there are; opens the log, and reads none of them.
   *
   * @throws IOException when the log cannot be opened
   */
  public synchronized long count() throws IOException {
    if (isNone()) {
      return 0;
    }
    SpoolCursor kept = keeper();
    return Math.max(0, kept.backlog().events() - purged().countAbove(kept.position()));
  }

  /**
   * Does something with some of the letters, oldest first, and takes out those it is done with.
   * Storing goes on meanwhile.
   *
   * <p>What is stored meanwhile is left alone. They are taken out after the last of them: should
   * the process end in between, the next call meets them again.
   *
   * @return how many were taken out
   * @throws IOException when the log cannot be read, or what was taken out cannot be noted
   */
  public long takeOut(Taker taker) throws IOException {
    synchronized (takingOut) {
      List<Long> taken = new ArrayList<>();
      Long firstKept = null;
      // What is replayed may be back among the dead letters before the last one was looked at.
      long last = lastNumber();
      try (DeadLetterReader letters = list()) {
        Taker.Answer answer = Taker.Answer.KEEP;
        StoredDeadLetter letter = letters.next();
        while (letter != null && letter.number() <= last && answer != Taker.Answer.STOP) {
          answer = taker.take(letter);
          if (answer == Taker.Answer.TAKE_OUT) {
            taken.add(letter.number());
          } else if (firstKept == null) {
            firstKept = letter.number();
          }
          letter = letters.next();
        }
      }
      taker.settle();
      takeOut(taken, firstKept);
      return taken.size();
    }
  }

  private synchronized long lastNumber() throws IOException {
    return isNone() ? 0 : open().stats().nextSequence() - 1;
  }

  private synchronized void takeOut(List<Long> taken, @Nullable Long firstKept) throws IOException {
    if (taken.isEmpty()) {
      return;
    }
    Spool opened = open();
    SpoolCursor kept = keeper();
    // What was stored since the look is above all that was taken.
    long gone =
        Math.max(kept.position(), firstKept == null ? taken.get(taken.size() - 1) : firstKept - 1);
    PurgedNumbers now = purged().with(taken, opened.stats().firstSequence() - 1);
    now.write(PurgedNumbers.fileIn(directory));
    purged = now;
    kept.commit(gone);
    opened.syncNow();
    bytesUsed.accept(opened.stats().usedBytes());
  }

  /** Looks at a dead letter and says what is to become of it. */
  @FunctionalInterface
  public interface Taker {

    /** What is to become of a letter. */
    enum Answer {
      /** It is done with. */
      TAKE_OUT,
      /** It stays. */
      KEEP,
      /** It stays, and so do all that follow. */
      STOP
    }

    /** Called for one letter after the other. */
    Answer take(StoredDeadLetter letter) throws IOException;

    /** Called once before they are taken out, to make durable what was done with them. */
    default void settle() throws IOException {}
  }

  /** Closes the log, which nothing may be stored in any more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (spool != null) {
      spool.close();
      spool = null;
      keeper = null;
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
    makeParent();
    Spool opened = Spool.open(options, clock);
    try {
      keeper = opened.openCursor(KEEPER, StartAt.EARLIEST, WhenFull.HOLD);
    } catch (IOException | RuntimeException failed) {
      opened.close();
      throw failed;
    }
    spool = opened;
    return opened;
  }

  /**
   * Somebody may have deleted it, with all in it, under a log that is open: that makes its own
   * folder anew, once it has where to.
   */
  private void makeParent() throws IOException {
    Path parent = directory.resolveSibling("");
    if (!Files.isDirectory(parent)) {
      Files.createDirectory(
          parent,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private boolean isNone() {
    return spool == null && !Files.isDirectory(directory);
  }

  private SpoolCursor keeper() throws IOException {
    Spool unused = open();
    return Objects.requireNonNull(keeper, "an open log has its keeper");
  }

  private PurgedNumbers purged() throws IOException {
    PurgedNumbers known = purged;
    if (known == null) {
      known = PurgedNumbers.read(PurgedNumbers.fileIn(directory));
      purged = known;
    }
    return known;
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
