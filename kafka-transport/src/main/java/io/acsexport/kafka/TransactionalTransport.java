package io.acsexport.kafka;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.ResendOrder;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportContext.Cancellable;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A destination on a Kafka cluster that repeats nothing: batches and the position they lead to are
 * one transaction.
 *
 * <p>{@link #send} queues; a thread of the transport's own hands to the client what is there, and
 * commits once there is no more or it is much: so under load many batches share the cost of a
 * transaction. After a failure everything open is answered, and comes again.
 */
final class TransactionalTransport implements Transport, Checkable, Tailable {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionalTransport.class);

  /** Batches that may come together in one transaction. */
  private static final int BATCHES = 12;

  /** While one transaction is committed, the next comes together: as many as the engine allows. */
  private static final int IN_FLIGHT = BATCHES + 4;

  /** How long a close waits for the sending thread once its producer is gone. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

  private final TransportContext context;
  private final ProducerSettings settings;
  private final KafkaFailures failures;
  private final ExactlyOnce delivery;
  private final Duration patience;
  private final long renewalNanos;
  private final ResendOrder order = new ResendOrder();
  private final Set<PendingBatch> open = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private final Queue<PendingBatch> queue = new ArrayDeque<>();
  private @Nullable Thread thread;
  private boolean failed;
  private boolean closed;

  /** Why we ended what was under way; what the client says of that tells nothing. */
  private volatile @Nullable Failure gaveUp;

  private volatile Health health = Health.idle();

  /**
   * @param renewal how long a position may go without being stored while there is nothing to send:
   *     brokers let positions and idle producers expire
   */
  TransactionalTransport(TransportContext context, ProducerSettings settings, Duration renewal) {
    this.context = context;
    this.settings = settings;
    this.renewalNanos = renewal.toNanos();
    this.failures = new KafkaFailures(settings.bootstrapServers(), Principal.of(settings));
    this.delivery = new ExactlyOnce(context, settings, failures);
    // The producer itself never gives up; this is when we do, just before the engine would.
    this.patience = context.sendTimeout().multipliedBy(8).dividedBy(10);
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) {
    PendingBatch pending = new PendingBatch(batch);
    synchronized (lock) {
      if (closed) {
        return answered(batch, closedFailure());
      }
      if (failed) {
        failed = false;
        order.failed();
      }
      if (!order.admits(batch)) {
        return answered(batch, heldBack());
      }
      if (health.state() == Health.State.IDLE) {
        health = Health.connecting(settings.bootstrapServers());
      }
      open.add(pending);
      queue.add(pending);
      if (thread == null) {
        thread = context.threads().newThread(this::work);
        thread.start();
      }
      lock.notifyAll();
    }
    Cancellable guard = context.schedule(patience, () -> giveUp(pending));
    return pending
        .result()
        .whenComplete(
            (result, exception) -> {
              guard.cancel();
              open.remove(pending);
            });
  }

  @Override
  public int maxInFlight() {
    return IN_FLIGHT;
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public List<Notice> check(Duration timeout) throws TransportException, InterruptedException {
    return new KafkaCheck(settings, failures).run(timeout);
  }

  @Override
  public Tail tail(From from) throws TransportException, InterruptedException {
    return KafkaTail.open(settings, failures, context.sendTimeout(), from);
  }

  @Override
  public void close(Duration timeout) {
    Thread worker;
    synchronized (lock) {
      closed = true;
      worker = thread;
      lock.notifyAll();
    }
    try {
      // A join of 0 would wait for ever.
      if (worker != null && timeout.toMillis() > 0) {
        worker.join(timeout.toMillis());
      }
      gaveUp = closedFailure();
      delivery.close();
      if (worker != null && worker.isAlive()) {
        worker.interrupt();
        worker.join(CLOSE_GRACE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      delivery.close();
      open.forEach(batch -> batch.resolveRest(Outcome.retry(closedFailure())));
      health = Health.idle();
    }
  }

  private void work() {
    try {
      for (List<PendingBatch> next = next(); next != null; next = next()) {
        if (next.isEmpty()) {
          renew();
        } else {
          commit(next);
        }
      }
    } catch (InterruptedException e) {
      // Only a close interrupts, and answers what is open.
      LOG.debug("Destination {}: interrupted by its close", context.destination(), e);
    }
  }

  /**
   * The first of a transaction; nothing where it is time to renew the position, null at the end.
   */
  private @Nullable List<PendingBatch> next() throws InterruptedException {
    long deadline = System.nanoTime() + renewalNanos;
    synchronized (lock) {
      while (queue.isEmpty() && !closed) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return List.of();
        }
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      }
      return queue.isEmpty() ? null : new ArrayList<>(List.of(queue.remove()));
    }
  }

  /** Adds to a transaction what has come since, unless it is long enough. */
  private @Nullable List<OutboundMessage> addTo(List<PendingBatch> together) {
    synchronized (lock) {
      PendingBatch next = together.size() < BATCHES ? queue.poll() : null;
      if (next == null) {
        return null;
      }
      together.add(next);
      return next.messages();
    }
  }

  private void commit(List<PendingBatch> together) throws InterruptedException {
    gaveUp = null;
    try {
      FailedTransaction failure =
          delivery.commit(together.get(0).messages(), () -> addTo(together));
      if (failure == null) {
        look(null);
        together.forEach(batch -> batch.resolveRest(Outcome.delivered()));
      } else if (failure.onlyRejections() || gaveUp == null) {
        look(failure.onlyRejections() ? null : failure.failure());
        fail(
            together,
            message -> delivery.covers(message) ? Outcome.delivered() : failure.outcome(message));
      } else {
        failAll(together, failure.failure());
      }
    } catch (TransportException e) {
      failAll(together, e.failure());
    } catch (RuntimeException e) {
      // A message nobody can make a record of, perhaps; the engine finds out which.
      failAll(together, Failure.of(FailureCode.UNCLASSIFIED, e.toString()));
    }
  }

  private void failAll(List<PendingBatch> together, Failure failure) {
    Failure ours = gaveUp;
    Failure cause = ours == null ? failure : ours;
    look(cause);
    fail(together, message -> Outcome.retry(cause));
  }

  /** Answers what failed, and what has come since and must not go before it. */
  private void fail(List<PendingBatch> together, Answer answer) {
    List<PendingBatch> waiting;
    synchronized (lock) {
      failed = true;
      waiting = List.copyOf(queue);
      queue.clear();
    }
    for (PendingBatch batch : together) {
      for (int index = 0; index < batch.messages().size(); index++) {
        batch.resolve(index, answer.to(batch.messages().get(index)));
      }
    }
    waiting.forEach(batch -> batch.resolveRest(Outcome.retry(heldBack())));
  }

  private void renew() throws InterruptedException {
    try {
      delivery.renew();
    } catch (TransportException e) {
      LOG.debug("Destination {}: its position was not renewed", context.destination(), e);
    }
  }

  private void giveUp(PendingBatch pending) {
    // Once: for the next batch in the queue there is no connection left that could tell.
    if (!pending.isDone() && gaveUp == null) {
      gaveUp = delivery.explain("waited " + patience.toMillis() + " ms");
      delivery.abandon();
    }
  }

  private void look(@Nullable Failure failure) {
    if (failure == null || failure.code() == FailureCode.UNCLASSIFIED) {
      // That something failed for no known reason says nothing about the connection.
      health = Health.up("connected to " + settings.bootstrapServers());
    } else {
      health = failure.code() == FailureCode.CLOSED ? Health.idle() : Health.down(failure);
    }
  }

  private static CompletionStage<BatchResult> answered(
      List<OutboundMessage> batch, Failure failure) {
    return CompletableFuture.completedFuture(BatchResult.allRetry(batch.size(), failure));
  }

  private static Failure heldBack() {
    return Failure.of(FailureCode.HELD_BACK, "an earlier batch failed and goes first");
  }

  private static Failure closedFailure() {
    return Failure.of(FailureCode.CLOSED, "the transport was closed");
  }

  /** What to answer for a message. */
  private interface Answer {
    Outcome to(OutboundMessage message);
  }
}
