package io.acsexport.transport.tck.memory;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.TransportContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One connection: a thread that appends batch after batch until the first failure. Thread-safe. */
final class MemorySession {

  private final MemoryBroker broker;
  private final Thread worker;
  private final boolean stopsAtFailure;
  private final Queue<PendingBatch> queue = new ArrayDeque<>();
  private @Nullable Failure failure;
  private boolean confirmedAny;

  /** One that does not stop at a failure lets later messages overtake, which is wrong. */
  MemorySession(MemoryBroker broker, TransportContext context, boolean stopsAtFailure) {
    this.broker = broker;
    this.stopsAtFailure = stopsAtFailure;
    this.worker = context.threads().newThread(this::run);
    worker.start();
  }

  synchronized @Nullable Failure failure() {
    return failure;
  }

  synchronized boolean confirmedAny() {
    return confirmedAny;
  }

  synchronized void add(PendingBatch batch) {
    if (failure != null) {
      batch.resolveRest(Outcome.retry(failure));
    } else {
      queue.add(batch);
      notifyAll();
    }
  }

  /** Ends it: nothing more is appended, all that is open is answered. */
  synchronized void fail(Failure cause) {
    if (failure == null) {
      failure = cause;
      worker.interrupt();
      queue.forEach(batch -> batch.resolveRest(Outcome.retry(cause)));
      queue.clear();
      notifyAll();
    }
  }

  /** Waits until all is appended, then ends it. */
  void drain(Duration timeout, Failure cause) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (this) {
      while (!queue.isEmpty() && System.nanoTime() - deadline < 0) {
        wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
    }
    fail(cause);
    worker.join(1_000);
  }

  private void run() {
    try {
      for (PendingBatch batch = next(); batch != null; batch = next()) {
        append(batch);
        synchronized (this) {
          queue.poll();
          notifyAll();
        }
      }
    } catch (InterruptedException e) {
      fail(Failure.of(FailureCode.CLOSED, "interrupted"));
    }
  }

  private synchronized @Nullable PendingBatch next() throws InterruptedException {
    while (queue.isEmpty() && failure == null) {
      wait();
    }
    return failure == null ? queue.peek() : null;
  }

  private void append(PendingBatch batch) throws InterruptedException {
    for (int i = 0; i < batch.messages().size() && failure() == null; i++) {
      OutboundMessage message = batch.messages().get(i);
      try {
        broker.append(message.route("topic"), message);
        synchronized (this) {
          confirmedAny = true;
        }
        batch.resolve(i, Outcome.delivered());
      } catch (MemoryBroker.TooLargeException e) {
        batch.resolve(i, Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, "too large"));
      } catch (MemoryBroker.NoTopicException e) {
        failed(batch, i, Failure.of(FailureCode.TARGET_MISSING, "no such topic"));
      } catch (IOException e) {
        failed(batch, i, Failure.of(FailureCode.CONNECTION_FAILED, e.toString()));
      }
    }
  }

  private void failed(PendingBatch batch, int index, Failure cause) {
    batch.resolve(index, Outcome.retry(cause));
    if (stopsAtFailure) {
      fail(cause);
    }
  }
}
