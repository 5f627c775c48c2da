package io.acsexport.kafka;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.ResendOrder;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportContext.Cancellable;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One destination on a Kafka cluster. {@link #send} returns once the producer has taken the batch;
 * its outcomes follow as the brokers confirm.
 */
final class KafkaTransport implements Transport, Checkable, Tailable {

  private final TransportContext context;
  private final ProducerSettings settings;
  private final KafkaFailures failures;
  private final RecordFactory records;
  private final Duration patience;
  private final @Nullable TopicCreator topics;
  private final ResendOrder order = new ResendOrder();
  private final Object lock = new Object();
  private @Nullable ProducerSession session;
  private boolean closed;
  private volatile Health health = Health.idle();

  KafkaTransport(TransportContext context, ProducerSettings settings) {
    this.context = context;
    this.settings = settings;
    this.failures = new KafkaFailures(settings.bootstrapServers(), Principal.of(settings));
    this.records = new RecordFactory(settings.fixedTopic(), context.clock());
    this.topics = TopicCreator.of(settings, failures, context.sendTimeout());
    // The producer itself never gives up; this is when we do, just before the engine would.
    this.patience = context.sendTimeout().multipliedBy(8).dividedBy(10);
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch)
      throws TransportException, InterruptedException {
    dropFailedSession();
    if (!order.admits(batch)) {
      Failure held = Failure.of(FailureCode.HELD_BACK, "an earlier batch failed and goes first");
      return CompletableFuture.completedFuture(BatchResult.allRetry(batch.size(), held));
    }
    if (health.state() == Health.State.IDLE) {
      health = Health.connecting(settings.bootstrapServers());
    }
    createTopics(batch);
    ProducerSession current = session();
    // First the health, then the answer: whoever sees one may ask for the other.
    PendingBatch pending = new PendingBatch(batch, () -> look(current));
    Cancellable guard = context.schedule(patience, () -> giveUp(current, pending));
    pending.result().whenComplete((result, exception) -> guard.cancel());
    try {
      current.send(pending);
    } finally {
      look(current);
    }
    return pending.result();
  }

  @Override
  public int maxInFlight() {
    return settings.maxInFlight();
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
    ProducerSession last;
    synchronized (lock) {
      closed = true;
      last = session;
      session = null;
    }
    if (topics != null) {
      topics.close();
    }
    if (last != null) {
      try {
        last.drain(timeout);
      } catch (InterruptedException e) {
        last.fail(closedFailure());
        Thread.currentThread().interrupt();
      }
    }
    health = Health.idle();
  }

  private void dropFailedSession() {
    synchronized (lock) {
      if (session != null && session.failure() != null) {
        session = null;
        order.failed();
        if (topics != null) {
          topics.forget();
        }
      }
    }
  }

  private void createTopics(List<OutboundMessage> batch)
      throws TransportException, InterruptedException {
    if (topics == null) {
      return;
    }
    try {
      topics.ensureFor(batch, records);
    } catch (TransportException e) {
      order.failed();
      health = healthAfter(e.failure());
      throw e;
    }
  }

  private ProducerSession session() throws TransportException {
    synchronized (lock) {
      if (closed) {
        throw closedException();
      }
      if (session != null) {
        return session;
      }
    }
    ProducerSession made = make();
    synchronized (lock) {
      if (!closed) {
        session = made;
        return made;
      }
    }
    made.fail(closedFailure());
    throw closedException();
  }

  /** Outside the lock: name look-up and log-in may take their time, and close must not wait. */
  private ProducerSession make() throws TransportException {
    try {
      return new ProducerSession(settings, records, failures, context);
    } catch (KafkaException e) {
      order.failed();
      Failure failure = failures.failure(e, null);
      health = Health.down(failure);
      throw new TransportException(failure, e);
    }
  }

  private void giveUp(ProducerSession current, PendingBatch pending) {
    if (!pending.isDone()) {
      current.giveUp(pending, "waited " + patience.toMillis() + " ms");
    }
  }

  private void look(ProducerSession current) {
    Failure failure = current.failure();
    if (failure == null ? current.confirmedAny() : current.failedWhileConnected()) {
      health = Health.up("connected to " + settings.bootstrapServers());
    } else if (failure != null && failure.code() != FailureCode.UNCLASSIFIED) {
      health = healthAfter(failure);
    }
    // Else it stays: that something failed for no known reason says nothing about the connection.
  }

  private static Health healthAfter(Failure failure) {
    return failure.code() == FailureCode.CLOSED ? Health.idle() : Health.down(failure);
  }

  private TransportException closedException() {
    health = Health.idle();
    return new TransportException(closedFailure(), null);
  }

  private static Failure closedFailure() {
    return Failure.of(FailureCode.CLOSED, "the transport was closed");
  }
}
