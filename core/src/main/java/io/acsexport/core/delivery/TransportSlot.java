package io.acsexport.core.delivery;

import static java.util.Objects.requireNonNull;

import io.acsexport.core.plugin.ClassFault;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one transport that a destination may have at a time, and every call to it. Nothing a
 * transport throws leaves this class but as a {@link Failure}. Delivery thread only, except {@link
 * #health}.
 */
final class TransportSlot {

  private static final Logger log = LoggerFactory.getLogger(TransportSlot.class);

  /** Bounds what a transport can make the engine hold in memory. */
  private static final int MOST_IN_FLIGHT = 16;

  /** What a close may take beyond the time it was given, before it is interrupted. */
  private static final long CLOSE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final String destination;
  private final TransportFactory factory;
  private final Watchdog watchdog;
  private final Progress progress;
  private final Duration timeout;
  private volatile @Nullable Transport present;
  private int maxInFlight = 1;

  TransportSlot(
      String destination,
      TransportFactory factory,
      Watchdog watchdog,
      Progress progress,
      Duration timeout) {
    this.destination = destination;
    this.factory = factory;
    this.watchdog = watchdog;
    this.progress = progress;
    this.timeout = timeout;
  }

  boolean isEmpty() {
    return present == null;
  }

  int maxInFlight() {
    return maxInFlight;
  }

  /**
   * Makes the transport.
   *
   * @throws TransportException when it cannot be made
   */
  void fill() throws TransportException {
    Watchdog.Watch watch =
        watchdog.watch(
            deadline(Backoff.nanos(timeout)),
            () -> progress.overdue(stuck("the transport is still being made")));
    try {
      Transport made = requireNonNull(factory.create(), "the transport factory returned null");
      maxInFlight = Math.max(1, Math.min(made.maxInFlight(), MOST_IN_FLIGHT));
      present = made;
    } catch (SettingException unusable) {
      throw new TransportException(
          FailureCode.CONFIGURATION, String.valueOf(unusable.getMessage()), unusable);
    } catch (Throwable fault) {
      if (ClassFault.isIn(fault)) {
        throw new TransportException(ClassFault.failure(fault), fault);
      }
      throw new TransportException(
          FailureCode.TRANSPORT_FAULT,
          "the transport could not be made: " + OpenBatch.describe(fault),
          fault);
    } finally {
      watch.close();
    }
  }

  /** Hands over a batch; however that goes, the batch gets its answer now or later. */
  void send(OpenBatch batch) {
    Transport transport = requireNonNull(present, "no transport");
    Watchdog.Watch watch =
        watchdog.watch(batch.deadlineNanos(), () -> stopOverdue(transport, batch));
    CompletionStage<BatchResult> stage = null;
    Throwable thrown = null;
    try {
      stage = transport.send(batch.messages());
      if (stage == null) {
        thrown = new TransportException(fault("the transport returned no stage"), null);
      }
    } catch (Throwable any) {
      thrown = any;
    }
    boolean overdue = watch.end();
    if (stage != null) {
      subscribe(stage, batch);
    }
    if (overdue) {
      present = null;
      giveUp(batch);
    } else if (thrown != null) {
      batch.answer(null, thrown);
    }
  }

  /** Answers a batch in place of a transport that was closed; no effect where that did. */
  void giveUp(OpenBatch batch) {
    if (batch.overdue()) {
      batch.giveUp(FailureCode.TIMEOUT, noAnswer());
    } else {
      batch.giveUp(FailureCode.CLOSED, "the transport was closed before it answered");
    }
  }

  /** Closes a transport that did not answer a batch in time, so that nothing of it is left. */
  void abandon() {
    progress.overdue(stuck(noAnswer() + "; closing the transport"));
    close(Duration.ZERO);
  }

  /** Closes a transport some class of which can be used no more; the next may have its own. */
  void closeIfUnusable() {
    Transport transport = present;
    if (transport != null && ClassFault.isOf(transport)) {
      close(Duration.ZERO);
    }
  }

  /** Closes the transport, if there is one; a close that hangs is interrupted. */
  void close(Duration rest) {
    Transport transport = present;
    if (transport == null) {
      return;
    }
    long nanos = Backoff.nanos(rest) + CLOSE_GRACE_NANOS;
    Watchdog.Watch watch = watchdog.watchBeyondLimit(deadline(nanos), () -> {});
    try {
      transport.close(rest);
    } catch (Throwable failed) {
      log.warn("Destination {}: the transport failed to close", destination, failed);
    } finally {
      watch.close();
      present = null;
    }
  }

  /** The state of the connection; any thread. */
  Health health() {
    Transport transport = present;
    if (transport == null) {
      return Health.idle();
    }
    try {
      return requireNonNull(transport.health(), "the transport's health is null");
    } catch (Throwable broken) {
      return Health.down(fault("the transport cannot tell its health: " + broken));
    }
  }

  /** Whether the transport says that it is connected. */
  boolean isReachable() {
    return health().state() == Health.State.UP;
  }

  private void stopOverdue(Transport transport, OpenBatch batch) {
    if (batch.overdue()) {
      progress.overdue(
          stuck(noAnswer() + "; transport interrupted and closed, waiting for the call to end"));
    }
    transport.close(Duration.ZERO);
  }

  private void subscribe(CompletionStage<BatchResult> stage, OpenBatch batch) {
    try {
      stage.whenComplete(batch::answer);
    } catch (Throwable broken) {
      batch.answer(null, broken);
    }
  }

  private static Failure stuck(String detail) {
    return new Failure(
        FailureCode.TIMEOUT,
        detail,
        "Should this state last, the transport does not let go: restart the server and report it"
            + " to the transport's author.");
  }

  private String noAnswer() {
    return "no answer to a batch within " + timeout.toMillis() + " ms";
  }

  private static Failure fault(String detail) {
    return Failure.of(FailureCode.TRANSPORT_FAULT, detail);
  }

  private static long deadline(long nanos) {
    return System.nanoTime() + nanos;
  }
}
