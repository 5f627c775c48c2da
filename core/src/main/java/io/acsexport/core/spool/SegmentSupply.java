package io.acsexport.core.spool;

import io.acsexport.core.spool.RefusedException.Reason;
import io.acsexport.core.spool.SegmentMaker.Prepared;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the appender in segments: frees and makes room, prepares the next one, and says what is in
 * the way where there is none. Used by the spool's own thread unless stated otherwise.
 */
final class SegmentSupply {

  private static final Logger log = LoggerFactory.getLogger(SegmentSupply.class);

  private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Layout layout;
  private final Appender appender;
  private final SegmentLog segments;
  private final SegmentMaker maker;
  private final Syncer syncer;
  private final Retention retention;

  private int failures;
  private long retryAt;
  private boolean freeingFails;
  private @Nullable Reason reported;

  /** Guarded by this; what was found before a change must not be published after it. */
  private int changes;

  SegmentSupply(
      Layout layout,
      Appender appender,
      SegmentLog segments,
      SegmentMaker maker,
      Syncer syncer,
      Retention retention) {
    this.layout = layout;
    this.appender = appender;
    this.segments = segments;
    this.maker = maker;
    this.syncer = syncer;
    this.retention = retention;
  }

  /** What was in the way may be gone: appends wait for another look. Called by any thread. */
  synchronized void conditionsChanged() {
    changes++;
    appender.obstacle(null);
  }

  private synchronized int changes() {
    return changes;
  }

  /**
   * Deletes one segment that every cursor has passed; returns whether there was any. Not before the
   * first record is offered: a destination whose cursor is lost may be about to be opened, and
   * begins with the oldest segment.
   */
  boolean freePassed() {
    return appender.used() && freeOne();
  }

  private boolean freeOne() {
    try {
      boolean any = retention.freeOldest();
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

  /** Deletes all of them. */
  private boolean freeAll() {
    syncer.finishSealed();
    boolean any = false;
    while (freeOne()) {
      any = true;
    }
    return any;
  }

  /** How long until something that failed is to be tried again. */
  long nanosToRetry(long now) {
    return failures == 0 ? Long.MAX_VALUE : retryAt - now;
  }

  /**
   * Does a step towards the next segment, if one is needed; true where more can be done at once.
   */
  boolean prepare(long now) {
    int seen = changes();
    if (!appender.spareMissing()) {
      if (appender.needsSegment()) {
        install(appender.reclaimSpare(), seen);
      }
      return false;
    }
    try {
      if (!maker.underway()) {
        // Deleting is slow, so where there is room enough the next segment goes first.
        boolean room = retention.hasRoom();
        boolean freed = !room && freeAll();
        if (failures > 0 && now < retryAt && !freed) {
          return false;
        }
        Obstacle obstacle = room ? null : retention.makeRoom(appender.used());
        if (obstacle != null) {
          // Before the first append nobody may be made to yield, so it is not the last word.
          return appender.used() && !publish(obstacle, seen);
        }
        if (!retention.allowGrowth()) {
          return true;
        }
      }
      Prepared prepared = maker.step();
      if (prepared == null) {
        return true;
      }
      retention.segmentPrepared();
      if (appender.needsSegment()) {
        install(prepared, seen);
      } else {
        appender.offer(prepared);
        succeeded();
      }
      return false;
    } catch (IOException e) {
      failed(e, seen);
      return false;
    }
  }

  /** Nothing can be appended, so nothing changes the next sequence meanwhile. */
  private void install(@Nullable Prepared prepared, int seen) {
    if (prepared == null) {
      return;
    }
    try {
      long last = segments.last();
      boolean nameTaken = segments.firstStartingAbove(last) != null;
      long base = nameTaken ? Sequences.firstOf(Sequences.incarnationOf(last + 1) + 1) : last + 1;
      appender.install(maker.activateDurably(prepared, base, segments.lastRecord()));
      succeeded();
    } catch (IOException e) {
      failed(e, seen);
    }
  }

  private void succeeded() {
    failures = 0;
    if (reported != null) {
      log.info("Spool {} has room again", layout.directory());
      reported = null;
    }
  }

  /** Tried again soon, and appends wait for that; what fails twice in a row refuses them. */
  private void failed(IOException e, int seen) {
    long delay = Math.min(LAST_RETRY_NANOS, FIRST_RETRY_NANOS << Math.min(failures, 10));
    retryAt = System.nanoTime() + delay;
    failures++;
    boolean full = DiskFull.is(e);
    if (full) {
      retention.diskIsFull();
    }
    if (failures > 1) {
      publish(
          new Obstacle(
              full ? Reason.NO_SPACE : Reason.IO_ERROR,
              "Cannot prepare a segment of spool " + layout.directory() + ": " + e.getMessage(),
              e),
          seen);
    }
  }

  /** Has appends refused for this, unless something changed since; returns whether. */
  private boolean publish(Obstacle obstacle, int seen) {
    synchronized (this) {
      if (changes != seen) {
        return false;
      }
      appender.obstacle(obstacle);
    }
    appender.signalRoom();
    if (reported != obstacle.reason()) {
      reported = obstacle.reason();
      log.error(
          "{}. Appends are refused once the present segment is full",
          obstacle.message(),
          obstacle.cause());
    }
    return true;
  }
}
