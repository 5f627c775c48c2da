package io.acsexport.core.spool;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.RefusedException.Reason;
import io.acsexport.core.spool.SpoolItem.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Random steps against a spool on a {@link SimulatedStorage}, each compared with a model.
 *
 * <p>The steps follow from the seed alone; what the spool's own sync thread does between them does
 * not, so a failure that needs its help may take a few repetitions.
 *
 * <p>Longer than other classes here: all steps share one state, the machine with its spool.
 */
final class SpoolModelRun {

  private static final Path PARENT = Path.of("/var");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(20);
  private static final long BURST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int MAX_RECORD = 1500;
  private static final int SEGMENT = 8 << 10;

  private static final Set<Reason> FAULTS = Set.of(Reason.IO_ERROR, Reason.NO_SPACE);
  private static final long ROOM_WHEN_DRAINED = 10 * SEGMENT;

  private final long seed;
  private final int steps;
  private final SplittableRandom random;
  private final SpoolOptions options;
  private final ModelLog log = new ModelLog();
  private final Map<String, ModelCursor> cursors = new LinkedHashMap<>();
  private final Deque<String> trace = new ArrayDeque<>();
  private final int calmness;
  private SimulatedStorage storage = new SimulatedStorage();
  private @Nullable Spool spool;
  private int step;
  private int disturbedUntil;
  private boolean disturbedOnce;
  private int failuresOrdered;
  private int idle;
  private int restarts;
  private int powerLosses;
  private int refusals;

  SpoolModelRun(long seed, int steps) {
    this.seed = seed;
    this.steps = steps;
    this.random = new SplittableRandom(seed);
    Duration[] fsync = {null, Duration.ofHours(1), Duration.ofMillis(2)};
    this.options =
        new SpoolOptions(
            PARENT.resolve("spool"),
            random.nextInt(3) == 0 ? 1 << 30 : (3L + random.nextInt(6)) * SEGMENT,
            0L,
            MAX_RECORD,
            SEGMENT,
            fsync[random.nextInt(fsync.length)]);
    this.calmness = random.nextInt(4);
  }

  /** Runs all steps; a failure names the seed and the last steps. */
  void run() {
    try {
      storage.createDirectory(PARENT);
      storage.syncDirectory(Path.of("/"));
      boot();
      createCursor("main");
      if (random.nextBoolean()) {
        createCursor("second");
      }
      for (step = 1; step <= steps; step++) {
        guardedStep();
      }
      storage.dieAtChange(Long.MAX_VALUE);
      if (storage.isDead()) {
        crash(false);
      }
      calm();
      drainAll();
      open().close();
    } catch (Throwable e) {
      throw new AssertionError(
          this
              + "\nlatest changes on disk:\n  "
              + String.join("\n  ", storage.journal())
              + "\nlatest steps:\n  "
              + String.join("\n  ", trace),
          e);
    }
  }

  @Override
  public String toString() {
    return "seed %d, step %d, %s, %d restarts, %d power losses, %d refusals, %s, records to %d"
        .formatted(
            seed, step, options, restarts, powerLosses, refusals, cursors.values(), log.highest());
  }

  private void guardedStep() throws IOException {
    try {
      if (step % 400 == 0) {
        idle = random.nextInt(4);
      }
      if (disturbedUntil == step) {
        calm();
      }
      randomStep();
      noteFailures();
    } catch (IOException e) {
      noteFailures();
      if (!storage.isDead() && !disturbed()) {
        throw e;
      }
    }
    if (storage.isDead()) {
      crash(random.nextBoolean());
    }
  }

  private void randomStep() throws IOException {
    int dice = random.nextInt(1000);
    if (dice < 500) {
      append();
    } else if (dice < 760) {
      for (ModelCursor cursor : awake()) {
        trace("read " + cursor);
        cursor.read(1 + random.nextInt(8));
      }
    } else if (dice < 900) {
      for (ModelCursor cursor : awake()) {
        cursor.commitSome(random);
        trace("committed " + cursor);
      }
    } else if (dice < 925) {
      sync();
    } else if (dice < 940) {
      for (ModelCursor cursor : awake()) {
        cursor.closeReader();
      }
    } else if (dice < 950) {
      browse();
    } else if (dice < 960) {
      closeOrOpenCursor();
    } else if (dice < 965) {
      createOrForgetCursor();
    } else if (dice < 970) {
      reopen();
    } else if (dice < 975) {
      crash(false);
    } else if (dice < 985) {
      crash(true);
    } else if (dice < 985 + calmness) {
      trace("dies soon");
      storage.dieAtChange(1 + random.nextInt(40));
    } else if (dice < 990 + calmness) {
      disturb();
    } else if (dice < 993 + calmness) {
      drainAll();
    } else if (dice >= 996 && options.fsync() != null) {
      burst();
    }
  }

  /** All open cursors but the one that is stuck at present. */
  private List<ModelCursor> awake() {
    List<ModelCursor> awake = new ArrayList<>();
    int index = 0;
    for (ModelCursor cursor : cursors.values()) {
      if (cursor.isOpen() && index++ != idle) {
        awake.add(cursor);
      }
    }
    return awake;
  }

  /** Appends while the spool's own thread gets nothing prepared: segments have to grow. */
  private void burst() {
    trace("burst");
    storage.blockForces();
    try {
      int records = random.nextInt(2 * SEGMENT / 100);
      while (records-- > 0 && !storage.isDead() && append(BURST_TIMEOUT)) {}
    } finally {
      storage.unblock();
    }
  }

  private void append() {
    boolean unused = append(TIMEOUT);
  }

  /** Returns whether it was accepted; one that does not wait may be refused without a reason. */
  private boolean append(long timeout) {
    int range = random.nextInt(10) == 0 ? MAX_RECORD : 200;
    int length = ModelLog.SHORTEST + random.nextInt(range - ModelLog.SHORTEST + 1);
    byte[] payload = log.nextPayload(length);
    int offset = random.nextInt(3);
    byte[] buffer = new byte[offset + length + random.nextInt(3)];
    System.arraycopy(payload, 0, buffer, offset, length);
    try {
      long sequence = open().append(buffer, offset, length, timeout);
      trace("appended " + length + " bytes as " + sequence);
      log.acknowledged(sequence, options.fsync() == null);
      return true;
    } catch (RefusedException e) {
      refusals++;
      trace("refused " + length + " bytes: " + e.reason());
      noteFailures();
      if (storage.isDead() || e.reason().outcomeUnknown()) {
        log.doubted();
      } else {
        log.refused();
      }
      if (!storage.isDead() && !disturbed() && timeout == TIMEOUT) {
        requireGoodReason(e);
      }
      return false;
    }
  }

  /**
   * The spool is full of what somebody holds, or was so a moment ago, or the disk failed before.
   */
  private void requireGoodReason(RefusedException e) {
    boolean failedBefore = disturbedOnce && FAULTS.contains(e.reason());
    if (e.reason() != Reason.FULL && !failedBefore) {
      throw new AssertionError("refused without a reason", e);
    }
    if (cursors.values().stream().noneMatch(ModelCursor::holds)) {
      appendAtLast();
    }
  }

  /** Nothing is in the way: a record must be taken soon. */
  private void appendAtLast() {
    long deadline = System.nanoTime() + TIMEOUT;
    byte[] payload = log.nextPayload(100);
    while (true) {
      try {
        log.acknowledged(open().append(payload, 0, 100, TIMEOUT), options.fsync() == null);
        return;
      } catch (RefusedException e) {
        if (storage.isDead()) {
          log.doubted();
          return;
        }
        if (e.reason().outcomeUnknown()) {
          log.doubted();
          payload = log.nextPayload(100);
        } else {
          log.refused();
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("still refused though nothing is in the way", e);
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void sync() throws IOException {
    noteFailures();
    open().syncNow();
    trace("synced");
    noteFailures();
    if (storage.isDead()) {
      return; // it was dead before: the sync that failed was another one
    }
    log.synced();
    cursors.values().forEach(ModelCursor::synced);
  }

  private void browse() throws IOException {
    long passed =
        cursors.values().stream()
            .filter(ModelCursor::isOpen)
            .mapToLong(ModelCursor::passed)
            .min()
            .orElse(Long.MAX_VALUE);
    List<Entry> everything = everything();
    trace("browsed " + everything.size());
    everything.forEach(log::read);
    // A jump may happen meanwhile; only records that hold are sure to be there.
    if (cursors.values().stream().allMatch(cursor -> cursor.whenFull == WhenFull.HOLD)) {
      log.requireAll(everything, passed);
    }
  }

  private List<Entry> everything() throws IOException {
    List<Entry> entries = new ArrayList<>();
    long place = -1;
    try (SpoolReader reader = open().browse(0)) {
      for (SpoolItem item = reader.poll(); item != null; item = reader.poll()) {
        assertThat(item.sequence()).as("order of browsing: %s", item).isGreaterThan(place);
        place = item.sequence();
        if (item instanceof Entry entry) {
          assertThat(entry.acceptedMillis()).isEqualTo(NOW.toEpochMilli());
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private void closeOrOpenCursor() throws IOException {
    for (ModelCursor cursor : cursors.values()) {
      if (!cursor.isOpen()) {
        cursor.resumed(open().openCursor(cursor.name, StartAt.LATEST, cursor.whenFull));
        trace("opened " + cursor);
        return;
      }
    }
    ModelCursor main = cursors.get("main");
    if (main != null && cursors.size() > 1) {
      main.closed(true);
      open().closeCursor("main");
      trace("closed main");
    }
  }

  private void createOrForgetCursor() throws IOException {
    ModelCursor third = cursors.remove("third");
    if (third == null) {
      createCursor("third");
    } else {
      trace("forgetting third");
      third.closed(true);
      open().closeCursor("third");
      open().forgetCursor("third");
    }
  }

  private void createCursor(String name) throws IOException {
    WhenFull whenFull = random.nextBoolean() ? WhenFull.HOLD : WhenFull.DROP_OLDEST;
    StartAt start = random.nextBoolean() ? StartAt.EARLIEST : StartAt.LATEST;
    ModelCursor cursor = new ModelCursor(name, whenFull, log);
    cursor.created(open().openCursor(name, start, whenFull));
    cursors.put(name, cursor);
    trace("created " + cursor + " at " + start);
    if (start == StartAt.LATEST) {
      assertThat(log.keptAfter(cursor.committed())).as("records after the latest").isEmpty();
    }
  }

  private void drainAll() throws IOException {
    trace("draining");
    for (ModelCursor cursor : cursors.values()) {
      if (cursor.isOpen()) {
        cursor.drain();
      }
    }
  }

  private void reopen() throws IOException {
    calm();
    trace("closing");
    open().close();
    cursors.values().forEach(cursor -> cursor.closed(false));
    if (storage.isDead()) {
      return;
    }
    log.synced();
    cursors.values().forEach(ModelCursor::synced);
    boot();
  }

  private void crash(boolean power) throws IOException {
    Spool old = spool;
    loseProcess(power);
    if (old != null) {
      old.close();
    }
    boot();
  }

  private void loseProcess(boolean power) {
    noteFailures();
    trace(power ? "power loss" : "kill");
    storage = power ? storage.crash(random) : storage.kill();
    storage.limitCapacity(1L << 40);
    failuresOrdered = 0;
    disturbedUntil = 0;
    disturbedOnce = false;
    spool = null;
    cursors.values().forEach(cursor -> cursor.closed(false));
    if (power) {
      powerLosses++;
      log.powerLost();
    }
  }

  /** Opens the spool, with more crashes in the middle of it now and then. */
  private void boot() throws IOException {
    while (true) {
      restarts++;
      if (random.nextInt(6) < calmness) {
        storage.dieAtChange(1 + random.nextInt(30));
      }
      try {
        spool = Spool.open(options, Clock.fixed(NOW, ZoneOffset.UTC), storage);
        trace("opened");
        lookAtEverything();
        storage.dieAtChange(Long.MAX_VALUE);
        if (storage.isDead()) {
          throw new IOException("died after opening");
        }
        return;
      } catch (IOException e) {
        if (!storage.isDead()) {
          throw e;
        }
        trace("died in opening");
        Spool old = spool;
        loseProcess(random.nextBoolean());
        if (old != null) {
          old.close();
        }
      }
    }
  }

  private void lookAtEverything() throws IOException {
    log.reopened();
    for (String name : open().cursorNames()) {
      if (!cursors.containsKey(name)) {
        trace("forgetting " + name);
        open().forgetCursor(name);
      }
    }
    assertThat(open().cursorNames()).isEqualTo(cursors.keySet());
    List<Entry> everything = everything();
    for (ModelCursor cursor : cursors.values()) {
      cursor.recovered(open().openCursor(cursor.name, StartAt.LATEST, cursor.whenFull));
    }
    long passed = cursors.values().stream().mapToLong(ModelCursor::passed).min().orElse(-1);
    trace("found " + everything.size() + " records, cursors " + cursors.values());
    log.found(everything, passed);
    assertThat(open().stats().clampedCursors()).as("cursors before the earliest record").isZero();
  }

  private void disturb() throws IOException {
    if (disturbed()) {
      return;
    }
    disturbedOnce = true;
    String how = "full disk";
    switch (random.nextInt(3)) {
      case 0 -> {
        how = "failing write";
        storage.failWrites(1);
        failuresOrdered = 1;
      }
      case 1 -> {
        how = "failing sync";
        storage.failForces(1);
        failuresOrdered = 1;
      }
      default -> {
        // Once drained, there is room for a few segments again, whatever was used until now.
        long used = storage.totalSpace(PARENT) - storage.usableSpace(PARENT);
        storage.limitCapacity(Math.max(used, ROOM_WHEN_DRAINED) + random.nextInt(SEGMENT));
      }
    }
    disturbedUntil = step + 1 + random.nextInt(40);
    trace(how + " until step " + disturbedUntil);
  }

  private boolean disturbed() {
    return disturbedUntil >= step;
  }

  /** No more failures, and drained: the spool must take records again, even on a small disk. */
  private void calm() throws IOException {
    if (failuresOrdered == 0 && disturbedUntil == 0) {
      return;
    }
    storage.failWrites(0);
    storage.failForces(0);
    noteFailures();
    trace("calm");
    drainAll();
    appendAtLast();
    if (storage.isDead()) {
      return;
    }
    storage.limitCapacity(1L << 40);
    failuresOrdered = 0;
    disturbedUntil = 0;
  }

  /** Records that a failed sync covered are not durable, whatever follows. */
  private void noteFailures() {
    if (storage.failuresLeft() < failuresOrdered) {
      failuresOrdered = storage.failuresLeft();
      log.syncFailed();
    }
  }

  private Spool open() {
    return requireNonNull(spool);
  }

  private void trace(String event) {
    trace.addLast(step + ": " + event);
    if (trace.size() > 120) {
      trace.removeFirst();
    }
  }
}
