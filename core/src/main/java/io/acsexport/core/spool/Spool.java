package io.acsexport.core.spool;

import io.acsexport.core.spool.SegmentMaker.Prepared;
import io.acsexport.transport.SpoolIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable log between the publishing threads and the destinations. Thread-safe. What lies on
 * disk, and what always holds, is said at the {@linkplain io.acsexport.core.spool package}.
 *
 * <p>A little long for a file here, because it is where all parts of a spool are put together.
 */
public final class Spool implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Spool.class);

  private static final long CLOSE_MILLIS = 10_000;

  private final Storage storage;
  private final Layout layout;
  private final SpoolOptions options;
  private final SpoolLock lock;
  private final SpoolIdentity identity;
  private final long bootSequence;
  private final Set<UUID> boots;
  private final Counters counters = new Counters();
  private final Refusals refusals;
  private final CursorSet cursors = new CursorSet();
  private final Doorbell doorbell = new Doorbell();
  private final CursorLoader loader;
  private final SegmentLog segments;
  private final Readers readers;
  private final SegmentMaker maker;
  private final Appender appender;
  private final Syncer syncer;
  private final Retention retention;
  private final SegmentSupply supply;
  private final Keeper keeper;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens the spool of a directory, making it where there is none, and begins a new incarnation. A
   * spool that a newer release wrote is set aside and a new one begun. A disk without room is no
   * failure: appends are refused until there is some.
   *
   * @throws SpoolLockedException when it is open already, here or in another process
   * @throws IllegalArgumentException when the options contradict each other
   */
  public static Spool open(SpoolOptions options, Clock clock) throws IOException {
    return open(options, clock, new FileStorage());
  }

  static Spool open(SpoolOptions options, Clock clock, Storage storage) throws IOException {
    requireConsistent(options);
    Layout layout = new Layout(options.directory());
    createDirectory(options.directory(), storage);
    SpoolLock lock = SpoolLock.take(storage, layout.lock());
    try {
      Spool spool = new Spool(options, clock, storage, layout, lock);
      spool.keeper.start();
      return spool;
    } catch (IOException | RuntimeException e) {
      try {
        lock.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static void createDirectory(Path directory, Storage storage) throws IOException {
    storage.createDirectory(directory);
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      try {
        storage.syncDirectory(parent);
      } catch (IOException e) {
        log.warn("Cannot sync {}: a new spool in it may not survive a power loss", parent, e);
      }
    }
  }

  private static void requireConsistent(SpoolOptions options) {
    long needed = (long) SegmentHeader.SIZE + Frame.size(options.maxRecordSize());
    if (options.segmentSize() < needed) {
      throw new IllegalArgumentException(
          "A segment of "
              + options.segmentSize()
              + " bytes cannot hold the longest record: it takes "
              + needed
              + "; raise spool.segment-size or lower spool.max-event-size");
    }
    if (options.fsync() != null && options.fsync().toNanos() <= 0) {
      throw new IllegalArgumentException(
          "A sync every " + options.fsync() + " is none; null stands for always");
    }
    if (options.maxSize() < 2L * options.segmentSize()) {
      throw new IllegalArgumentException(
          "A spool of "
              + options.maxSize()
              + " bytes has no room for two segments of "
              + options.segmentSize()
              + "; raise spool.max-size or lower spool.segment-size");
    }
  }

  private Spool(SpoolOptions options, Clock clock, Storage storage, Layout layout, SpoolLock lock)
      throws IOException {
    this.options = options;
    this.storage = storage;
    this.layout = layout;
    this.lock = lock;
    refusals = new Refusals(layout, options.maxRecordSize(), counters);
    Recovery.Recovered found = new Recovery(storage, layout, clock, counters).run();
    identity = found.identity();
    loader = new CursorLoader(storage, layout, identity.spool(), counters);
    loader.open();
    long incarnation = Math.max(found.incarnation(), loader.highestIncarnation()) + 1;
    bootSequence = Sequences.firstOf(incarnation);
    boots = BootHistory.record(storage, layout, incarnation, identity.boot());
    segments = new SegmentLog(found.segments(), found.last(), bootSequence);
    readers =
        new Readers(
            storage, layout, identity.spool(), segments, counters, doorbell, this::committed);
    loader.addTo(cursors, segments, readers);
    maker = new SegmentMaker(storage, layout, identity, options);
    Growth growth = new Growth(options);
    FrameEncoder encoder = new FrameEncoder(new FrameChecksum(identity.spool()));
    appender =
        new Appender(
            options, clock, segments, maker, growth, counters, refusals, encoder, this::wakeKeeper);
    syncer = new Syncer(storage, layout, segments, appender, counters);
    retention = new Retention(storage, layout, options, segments, cursors, growth, counters);
    supply = new SegmentSupply(layout, appender, segments, maker, syncer, retention);
    DeletedFiles deleted =
        new DeletedFiles(storage, layout, identity, lock, segments, cursors, loader, appender);
    keeper = new Keeper(layout, options, syncer, cursors, retention, supply, deleted);
    begin(found);
  }

  /** Makes the first segment of this incarnation durable, unless there is no room for it yet. */
  private void begin(Recovery.Recovered found) {
    try {
      Obstacle obstacle = retention.makeRoom(false);
      if (obstacle != null) {
        log.warn("{}. Appends wait for room", obstacle.message());
        return;
      }
      Prepared prepared = maker.step();
      while (prepared == null) {
        prepared = maker.step();
      }
      appender.install(maker.activateDurably(prepared, segments.last() + 1, segments.lastRecord()));
    } catch (IOException e) {
      log.error("Cannot prepare a segment of spool {}; trying on", layout.directory(), e);
      return;
    }
    Segment emptyTail = found.emptyTail();
    if (emptyTail != null) {
      try {
        storage.delete(emptyTail.path());
      } catch (IOException e) {
        log.warn("Cannot delete the empty segment {}: {}", emptyTail, e.toString());
      }
    }
  }

  private void wakeKeeper() {
    keeper.wake();
  }

  /** A cursor moved: where segments are short, that may have freed one. */
  private void committed(long position) {
    Segment oldest = segments.oldest();
    if (appender.spareMissing() && oldest != null && oldest.isPassedAt(position)) {
      supply.conditionsChanged();
      keeper.wake();
    }
  }

  /** Who numbers the records. */
  public SpoolIdentity identity() {
    return identity;
  }

  /** The lowest sequence a record appended since this open can have; all others lie below. */
  public long bootSequence() {
    return bootSequence;
  }

  /** The ids of this start and of those before it, as far as remembered. */
  public Set<UUID> boots() {
    return boots;
  }

  /**
   * Appends a record. Uninterruptible: an interrupt is kept for the caller. When it returns, the
   * record survives the end of the process; with {@code fsync = always} also a power loss.
   *
   * @param timeoutNanos how long to wait for other appends, for room that is being prepared and,
   *     with {@code fsync = always}, for the sync; the write itself is not bounded by it
   * @return its sequence
   * @throws RefusedException when it was not stored, or {@linkplain
   *     RefusedException.Reason#outcomeUnknown may not be}
   */
  public long append(byte[] buffer, int offset, int length, long timeoutNanos)
      throws RefusedException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    long start = System.nanoTime();
    boolean always = options.fsync() == null;
    if (always && keeper.isStuck(timeoutNanos)) {
      throw refusals.stalled("a sync has been under way for too long");
    }
    long sequence = appender.append(buffer, offset, length, start, timeoutNanos);
    doorbell.ring();
    if (always) {
      keeper.wake();
      syncer.await(sequence, start, timeoutNanos);
    }
    return sequence;
  }

  /**
   * Opens a destination's cursor, or makes it. Cursors that are still closed when the first record
   * is appended belong to destinations that are no longer configured, and yield first when full.
   *
   * @throws IllegalStateException when that name is open already
   * @throws IllegalArgumentException when no cursor can have that name
   */
  public synchronized SpoolCursor openCursor(String name, StartAt startIfNew, WhenFull whenFull)
      throws IOException {
    Objects.requireNonNull(layout.cursor(name));
    return keeper.call(
        () -> {
          DestinationCursor cursor = cursors.find(name);
          if (cursor == null) {
            cursor = loader.create(name, startIfNew, segments, readers);
            cursors.add(cursor);
          } else if (cursor.isOpen()) {
            throw new IllegalStateException("The cursor of '" + name + "' is open already");
          }
          cursor.opened(whenFull);
          return cursor;
        });
  }

  /**
   * Hands an open cursor to whoever serves its destination from now on; the reader before is closed
   * with the next one. Unlike a cursor that is closed and opened again it yields at no moment.
   *
   * @throws IllegalStateException when that name is not open
   */
  public synchronized SpoolCursor handOverCursor(String name, WhenFull whenFull) {
    DestinationCursor cursor = cursors.find(name);
    if (cursor == null || !cursor.isOpen()) {
      throw new IllegalStateException("The cursor of '" + name + "' is not open");
    }
    cursor.opened(whenFull);
    supply.conditionsChanged();
    keeper.wake();
    return cursor;
  }

  /** Closes a cursor; it stays on disk, keeps its backlog, and yields first when full. */
  public synchronized void closeCursor(String name) {
    DestinationCursor cursor = cursors.find(name);
    if (cursor != null) {
      cursor.closed();
      supply.conditionsChanged();
      keeper.wake();
    }
  }

  /**
   * Deletes a cursor, and with it the claim to its backlog.
   *
   * @throws IllegalStateException when it is open
   */
  public synchronized void forgetCursor(String name) throws IOException {
    Boolean unused =
        keeper.call(
            () -> {
              cursors.forget(name, storage, layout);
              supply.conditionsChanged();
              return true;
            });
  }

  /** The names of all cursors on disk, open or not. */
  public Set<String> cursorNames() {
    return cursors.names();
  }

  /**
   * Reads from this sequence on, without a cursor. Holds nothing: what is freed meanwhile is left
   * out.
   */
  public SpoolReader browse(long fromSequence) throws IOException {
    return readers.browse(fromSequence);
  }

  /** Says how many bytes dead letters take now, in all; they count into {@code max-size}. */
  public void reserve(long bytes) {
    retention.reserve(bytes);
    supply.conditionsChanged();
  }

  /**
   * Tells how long each sync of records took from now on.
   *
   * @param nanos called by the spool's own thread; must be quick and throw nothing
   */
  public void observeSyncs(LongConsumer nanos) {
    counters.syncTimes = nanos;
  }

  /** A snapshot of sizes and counters. */
  public SpoolStats stats() {
    Obstacle obstacle = appender.obstacle();
    Segment[] now = segments.segments();
    long spare = appender.spareMissing() ? 0 : options.segmentSize();
    return new SpoolStats(
        segments.bytes() + spare,
        retention.reserved(),
        options.maxSize(),
        now.length,
        segments.first(),
        segments.last() + 1,
        counters.appended(),
        counters.damaged.get(),
        counters.tornTails.get(),
        counters.dropped.get(),
        counters.clampedCursors.get(),
        counters.syncFailures.get(),
        counters.unsynced.get(),
        counters.refused(),
        obstacle == null ? null : obstacle.reason());
  }

  /**
   * Makes everything appended and committed so far durable; interrupts are kept for the caller.
   *
   * @throws IOException when a sync failed; it is not repeated for what it covered
   */
  public void syncNow() throws IOException {
    boolean durable =
        keeper.call(
            () -> {
              boolean records = syncer.sync();
              return cursors.persist() && records;
            });
    if (!durable) {
      throw new IOException(
          "Spool " + layout.directory() + " could not be synced in full; see the log");
    }
  }

  /**
   * Refuses further appends, ends all readers, syncs and closes. Waits at most 10 s for the disk;
   * where that is not enough the directory stays locked until the process ends.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Prepared spare = appender.close(CLOSE_MILLIS);
    segments.close();
    doorbell.ring();
    if (!keeper.stop(CLOSE_MILLIS)) {
      log.error("The disk under spool {} does not answer: not closed", layout.directory());
      return;
    }
    cursors.close();
    maker.close(spare);
    unlock();
  }

  /** Ends without touching the disk again, as a killed process does; for tests. */
  void abandon() {
    if (closed.compareAndSet(false, true)) {
      keeper.abandon();
      Prepared unused = appender.close(CLOSE_MILLIS);
      segments.close();
      doorbell.ring();
      unlock();
    }
  }

  private void unlock() {
    try {
      lock.close();
    } catch (IOException e) {
      log.warn("Cannot unlock {}: {}", layout.directory(), e.toString());
    }
  }
}
