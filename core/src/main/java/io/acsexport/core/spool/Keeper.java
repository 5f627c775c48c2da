package io.acsexport.core.spool;

import io.acsexport.core.spool.Appender.Obstacle;
import io.acsexport.core.spool.RefusedException.Reason;
import io.acsexport.core.spool.SegmentMaker.Prepared;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool's own thread. It alone syncs, writes cursors, frees segments and prepares the next one.
 * It never ends by an error: what fails is tried again.
 */
final class Keeper {

  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  private static final long IDLE = 0;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ALERT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Layout layout;
  private final long syncNanos;
  private final Appender appender;
  private final SegmentLog segments;
  private final SegmentMaker maker;
  private final Syncer syncer;
  private final CursorSet cursors;
  private final Retention retention;
  private final FullnessAlert alert;
  private final Thread thread;
  private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();

  private volatile long busySince = IDLE;
  private volatile boolean woken;
  private volatile boolean stopping;
  private volatile boolean abandoned;

  // Of the thread.
  private long syncedAt = System.nanoTime();
  private long tickedAt = syncedAt;
  private long alertedAt = syncedAt;
  private long retryAt = syncedAt;
  private boolean failing;
  private boolean freeingFails;

  Keeper(
      Layout layout,
      SpoolOptions options,
      Appender appender,
      SegmentLog segments,
      SegmentMaker maker,
      Syncer syncer,
      CursorSet cursors,
      Retention retention) {
    this.layout = layout;
    this.syncNanos = options.fsync() == null ? 0 : options.fsync().toNanos();
    this.appender = appender;
    this.segments = segments;
    this.maker = maker;
    this.syncer = syncer;
    this.cursors = cursors;
    this.retention = retention;
    this.alert = new FullnessAlert(layout.directory(), options.maxSize());
    this.thread = new Thread(this::run, "acs-export-spool " + layout.directory().getFileName());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Has it look for work at once. */
  void wake() {
    if (!woken) {
      woken = true;
      LockSupport.unpark(thread);
    }
  }

  /** Runs something on the thread and waits for it; interrupts are kept for the caller. */
  <T> T call(Callable<T> action) throws IOException {
    FutureTask<T> task = new FutureTask<>(action);
    tasks.add(task);
    wake();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get(TICK_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          if (!thread.isAlive() && !task.isDone()) {
            throw new IOException("Spool " + layout.directory() + " is closed", e);
          }
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (CancellationException e) {
          throw new IOException("Spool " + layout.directory() + " is closed", e);
        } catch (ExecutionException e) {
          if (e.getCause() instanceof IllegalStateException illegal) {
            throw illegal;
          }
          throw new IOException(
              "Spool " + layout.directory() + ": " + String.valueOf(e.getCause()), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does what is left to do, then ends; false where the disk did not let it in time. */
  boolean stop(long timeoutMillis) {
    stopping = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    long start = System.nanoTime();
    try {
      while (thread.isAlive()) {
        long left = timeoutMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (left <= 0) {
          return false;
        }
        try {
          thread.join(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends without touching the disk again, as a killed process does. */
  void abandon() {
    abandoned = true;
    stop(Long.MAX_VALUE);
  }

  private void run() {
    while (!stopping) {
      pause();
      work();
    }
    try {
      if (!abandoned) {
        syncer.sync();
        syncer.finishSealed();
        cursors.persist();
      }
    } catch (RuntimeException | Error e) {
      log.error("Spool {} was not closed in good order", layout.directory(), e);
    }
    tasks.forEach(task -> task.cancel(false));
  }

  private void pause() {
    long now = System.nanoTime();
    long until =
        Math.min(
            tickedAt + TICK_NANOS - now, syncNanos == 0 ? TICK_NANOS : syncedAt + syncNanos - now);
    if (!woken && !stopping && until > 0) {
      LockSupport.parkNanos(this, until);
    }
  }

  /** Whether the thread has been busy with the disk for longer than this. */
  boolean isStuck(long nanos) {
    long since = busySince;
    return since != IDLE && System.nanoTime() - since > nanos;
  }

  private void work() {
    woken = false;
    if (abandoned) {
      return;
    }
    try {
      long now = System.nanoTime();
      busySince = now | 1;
      if (syncNanos == 0 ? syncer.hasWork() : now - syncedAt >= syncNanos) {
        syncedAt = now;
        syncer.sync();
      }
      FutureTask<?> task = tasks.poll();
      if (task != null) {
        woken = true; // one each time, so that callers cannot keep the rest from its turn
        task.run();
      }
      if (now - tickedAt >= TICK_NANOS) {
        tickedAt = now;
        syncer.finishSealed();
        cursors.persist();
        free();
      }
      prepare(now);
      if (now - alertedAt >= ALERT_NANOS) {
        alertedAt = now;
        alert.check(retention.used(), now);
      }
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!failing) {
        log.error("The thread of spool {} failed and goes on", layout.directory(), e);
      }
      failing = true;
    } finally {
      busySince = IDLE;
    }
  }

  private boolean free() {
    try {
      boolean any = retention.free();
      freeingFails = false;
      return any;
    } catch (IOException e) {
      if (!freeingFails) {
        log.error("Cannot free segments of spool {}; trying on", layout.directory(), e);
      }
      freeingFails = true;
      return false;
    }
  }

  /** Does a step towards the next segment, if one is needed and there is room. */
  private void prepare(long now) {
    if (!appender.spareMissing()) {
      if (appender.needsSegment()) {
        install(appender.reclaimSpare());
      }
      return;
    }
    try {
      if (!maker.underway()) {
        syncer.finishSealed();
        if (free()) {
          retryAt = now;
        }
        if (now >= retryAt) {
          retention.forgetDiskIsFull();
        }
        Obstacle obstacle = retention.makeRoom(appender.used());
        if (obstacle != null) {
          obstruct(appender.used() ? obstacle : null);
          return;
        }
        if (now < retryAt && appender.obstacle() != null) {
          return;
        }
      }
      Prepared prepared = maker.step();
      if (prepared == null) {
        woken = true; // the next step right after what is due meanwhile
        return;
      }
      retention.segmentPrepared();
      if (appender.needsSegment()) {
        install(prepared);
      } else {
        place(prepared);
      }
    } catch (IOException e) {
      failedToPrepare(e);
    }
  }

  private void place(Prepared prepared) {
    clearObstacle();
    appender.offer(prepared);
  }

  private void install(@Nullable Prepared prepared) {
    if (prepared == null) {
      return;
    }
    try {
      long last = segments.last();
      boolean nameTaken = segments.firstStartingAbove(last) != null;
      long base = nameTaken ? Sequences.firstOf(Sequences.incarnationOf(last + 1) + 1) : last + 1;
      Segment segment = maker.activateDurably(prepared, base, last);
      clearObstacle();
      appender.install(segment);
    } catch (IOException e) {
      failedToPrepare(e);
    }
  }

  private void failedToPrepare(IOException e) {
    retryAt = System.nanoTime() + RETRY_NANOS;
    boolean full = DiskFull.is(e);
    if (full) {
      retention.diskIsFull();
    }
    obstruct(
        new Obstacle(
            full ? Reason.NO_SPACE : Reason.IO_ERROR,
            "Cannot prepare a segment of spool " + layout.directory() + ": " + e.getMessage(),
            e));
  }

  private void obstruct(@Nullable Obstacle next) {
    Obstacle before = appender.obstacle();
    if (next != null && (before == null || before.reason() != next.reason())) {
      log.error(
          "{}. Appends are refused once the present segment is full", next.message(), next.cause());
    }
    appender.obstruct(next);
  }

  private void clearObstacle() {
    if (appender.obstacle() != null) {
      log.info("Spool {} has room again", layout.directory());
    }
  }
}
