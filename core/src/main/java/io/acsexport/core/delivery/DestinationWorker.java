package io.acsexport.core.delivery;

import io.acsexport.core.deadletter.DeadLetterSink;
import io.acsexport.core.spool.SpoolCursor;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.LoggerFactory;

/**
 * Delivers one destination's records, on a thread of its own, until it is stopped: in order, as
 * often as it takes, and never past a record that is neither delivered nor among the dead letters.
 *
 * <p><b>Threads.</b> {@code acs-export-delivery-<destination>} does all the work and makes every
 * call to the transport, except that {@code acs-export-watchdog-<destination>} closes a transport
 * whose call does not return. Both are daemons: what they leave undone waits in the spool. While a
 * call does not return, the destination is blocked and, by construction, no second transport can
 * come about. The methods here are thread-safe.
 *
 * <p><b>Memory.</b> At most {@code maxInFlight + 1} batches of messages with their records, and of
 * their bodies at most five times the bytes that a batch may have; besides, the last message
 * delivered.
 */
public final class DestinationWorker implements AutoCloseable {

  /** What an orderly end may take beyond the drain, before {@link #stop} no longer waits. */
  private static final long END_GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final SpoolCursor cursor;
  private final Progress progress;
  private final Watchdog watchdog;
  private final Wakeup wakeup = new Wakeup();
  private final Drain drain = new Drain();
  private final PauseRequest pauseRequest = new PauseRequest();
  private final TransportSlot slot;
  private final DeliveryLoop loop;
  private final Thread thread;
  private volatile boolean drained;
  private boolean started;

  /**
   * A worker that does nothing before {@link #start()}.
   *
   * @param destination the destination's name, fit for thread names and metric labels
   * @param cursor its place in the spool; the worker opens its reader but does not close the cursor
   * @param source makes its messages; called on the delivery thread
   * @param transports makes its transport; called on the delivery thread
   * @param deadLetters takes what is finally refused; called on the delivery thread
   * @param jitter randomness of the waits; used by the delivery thread alone
   * @param meters where {@code acs.export.*} is counted, tagged with the destination
   */
  public DestinationWorker(
      String destination,
      SpoolCursor cursor,
      MessageSource source,
      TransportFactory transports,
      DeadLetterSink deadLetters,
      DeliveryOptions options,
      Clock clock,
      RandomGenerator jitter,
      MeterRegistry meters) {
    this.cursor = cursor;
    FailureLog failureLog =
        new FailureLog(
            destination, LoggerFactory.getLogger(DestinationWorker.class), System::nanoTime);
    progress =
        new Progress(destination, clock, failureLog, new DeliveryMeters(meters, destination));
    watchdog = new Watchdog("acs-export-watchdog-" + destination);
    slot = new TransportSlot(destination, transports, watchdog, progress, options.sendTimeout());
    Undertaker undertaker = new Undertaker(destination, deadLetters, clock, progress);
    loop =
        new DeliveryLoop(
            cursor,
            source,
            slot,
            undertaker,
            options,
            jitter,
            clock,
            progress,
            wakeup,
            drain,
            pauseRequest);
    thread = new Thread(this::run, "acs-export-delivery-" + destination);
    thread.setDaemon(true);
    thread.setContextClassLoader(DestinationWorker.class.getClassLoader());
  }

  /**
   * Begins to deliver; returns at once.
   *
   * @throws IllegalStateException when it was started or stopped before
   */
  public synchronized void start() {
    if (started || drain.requested()) {
      throw new IllegalStateException("a worker is started once");
    }
    started = true;
    watchdog.start();
    thread.start();
  }

  /**
   * Goes on until what lies in the spool now is resolved or the time is over, then closes the
   * transport and ends. Returns when that is done, at the latest a few seconds after the drain: a
   * transport that holds on to its thread is left behind. Waits between attempts end at once. Once
   * stopped, a further call shortens the drain and tells the same.
   *
   * @param drain how long to go on at most; zero ends even a call in progress
   * @return whether everything was resolved
   */
  public boolean stop(Duration drain) {
    long nanos = Backoff.nanos(drain);
    long deadline = System.nanoTime() + nanos;
    synchronized (this) {
      this.drain.request(deadline);
      if (!started) {
        progress.stopped();
        return cursor.backlog().events() == 0;
      }
    }
    watchdog.limit(System.nanoTime() + this.drain.left());
    wakeup.signal();
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, nanos + END_GRACE_NANOS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return drained && !thread.isAlive();
  }

  /**
   * Whether it was stopped and nothing of it runs any more, so that another may serve the
   * destination. A transport that does not let go of its thread keeps this from coming true.
   */
  public boolean ended() {
    return drain.requested() && !thread.isAlive();
  }

  /**
   * Delivers nothing until {@link #resume()}. Batches under way are awaited, at most for the send
   * time-out; then the transport is closed and the state is {@link WorkerState#PAUSED}. Returns at
   * once. May be called before the start; a stop ends a paused worker without delivering.
   */
  public void pause() {
    pauseRequest.set(true);
    wakeup.signal();
  }

  /** Goes on where the worker paused. Returns at once; no effect on a worker that is not paused. */
  public void resume() {
    pauseRequest.set(false);
    wakeup.signal();
  }

  /** A look at the destination; does not wait. */
  public WorkerStatus status() {
    return progress.status(cursor.backlog(), slot.health());
  }

  /** The same as {@code stop(Duration.ZERO)}. */
  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  /** Whatever is thrown, delivery goes on: nothing would tell an operator of a dead thread. */
  private void run() {
    boolean goingOn = true;
    while (goingOn) {
      try {
        goingOn = loop.turn();
      } catch (Throwable unexpected) {
        loop.fault(unexpected);
      }
    }
    try {
      loop.end();
    } catch (Throwable unexpected) {
      LoggerFactory.getLogger(DestinationWorker.class)
          .warn("{} did not end in order", thread.getName(), unexpected);
    } finally {
      drained = loop.drained();
      watchdog.close();
      progress.stopped();
    }
  }
}
