package io.acsexport.core.spool;

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
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Layout layout;
  private final long syncNanos;
  private final Syncer syncer;
  private final CursorSet cursors;
  private final Retention retention;
  private final SegmentSupply supply;
  private final DeletedFiles deleted;
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
  private long lookedAt = syncedAt;
  private boolean freeing;
  private boolean failing;

  Keeper(
      Layout layout,
      SpoolOptions options,
      Syncer syncer,
      CursorSet cursors,
      Retention retention,
      SegmentSupply supply,
      DeletedFiles deleted) {
    this.layout = layout;
    this.syncNanos = options.fsync() == null ? 0 : options.fsync().toNanos();
    this.syncer = syncer;
    this.cursors = cursors;
    this.retention = retention;
    this.supply = supply;
    this.deleted = deleted;
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
      try {
        pause();
        work();
      } catch (Throwable e) {
        // A full heap may keep even the log from saying so. Without this thread nothing is synced.
      }
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
    long until = Math.min(tickedAt + TICK_NANOS - now, supply.nanosToRetry(now));
    if (syncNanos > 0) {
      until = Math.min(until, syncedAt + syncNanos - now);
    }
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
        freeing = true;
      }
      boolean more = supply.prepare(now);
      if (!more && freeing) {
        freeing = supply.freePassed();
        more = freeing;
      }
      woken |= more;
      if (now - lookedAt >= LOOK_NANOS) {
        lookedAt = now;
        alert.check(retention.used(), now);
        deleted.look();
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
}
