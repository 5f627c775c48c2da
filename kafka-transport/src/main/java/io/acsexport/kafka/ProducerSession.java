package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.TransportContext;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one producer. It ends with the first failure that is not the fault of one message:
 * from then on nothing leaves, and whatever is not confirmed is answered with {@link
 * Outcome.Retry}. So no later message overtakes an earlier one of its key.
 *
 * <p>The first failure wins, whoever sees it: the sending thread, the producer's I/O thread in a
 * callback, the engine's timer, or the thread that closes the transport.
 */
final class ProducerSession {

  private static final Logger LOG = LoggerFactory.getLogger(ProducerSession.class);

  /** How long a closing producer's own thread may take; it normally needs milliseconds. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

  private final KafkaProducer<byte[], byte[]> producer;
  private final RecordFactory records;
  private final KafkaFailures failures;
  private final ProducerSettings settings;
  private final TransportContext context;
  private final PartitionGate gate;
  private final Queue<PendingBatch> open = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean confirmedAny;
  private volatile boolean brokerAnswered;
  private volatile @Nullable Thread sendingThread;

  /**
   * Makes the producer, which resolves host names and reads key stores.
   *
   * @throws KafkaException when it cannot be made
   */
  ProducerSession(
      ProducerSettings settings,
      RecordFactory records,
      KafkaFailures failures,
      TransportContext context) {
    this.settings = settings;
    this.records = records;
    this.failures = failures;
    this.context = context;
    this.producer =
        new KafkaProducer<>(
            settings.producer(), new ByteArraySerializer(), new ByteArraySerializer());
    this.gate = new PartitionGate(producer::partitionsFor, settings.usesDefaultPartitioner());
  }

  /** Why nothing more leaves, or null while all is well. */
  @Nullable Failure failure() {
    Ending ended = ending.get();
    return ended == null ? null : ended.cause();
  }

  /** Whether the broker has confirmed anything yet. */
  boolean confirmedAny() {
    return confirmedAny;
  }

  /**
   * Whether brokers were there to answer when the session failed for no known reason: then one
   * message may be the cause, and the connection is not.
   */
  boolean failedWhileConnected() {
    Failure cause = failure();
    return cause != null && cause.code() == FailureCode.UNCLASSIFIED && brokerAnswered;
  }

  /**
   * Hands a batch to the producer. After a failure its messages are answered, not sent.
   *
   * @throws InterruptedException when interrupted; the session has failed then
   */
  void send(PendingBatch batch) throws InterruptedException {
    sendingThread = Thread.currentThread();
    open.removeIf(PendingBatch::isDone);
    open.add(batch);
    gate.beginBatch();
    try {
      for (int index = 0; index < batch.messages().size() && ending.get() == null; index++) {
        send(batch, index);
      }
    } catch (InterruptException | InterruptedException e) {
      // Kafka's own exception sets the flag again; ours is the checked one.
      Thread.interrupted();
      fail(Failure.of(FailureCode.CLOSED, "interrupted while sending"));
      throw new InterruptedException("interrupted while sending to Kafka");
    } catch (RuntimeException e) {
      // A message nobody can make a record of; those behind it must not go first.
      fail(Failure.of(FailureCode.UNCLASSIFIED, e.toString()));
      throw e;
    }
    Ending failed = ending.get();
    if (failed != null) {
      // Whatever was handed over before is answered when the producer has ended.
      awaitEnd();
      batch.resolveRest(failed.outcomeIn(batch));
    }
  }

  private void send(PendingBatch batch, int index) throws InterruptedException {
    OutboundMessage message = batch.messages().get(index);
    String topic = records.topic(message);
    try {
      byte @Nullable [] key = RecordFactory.key(message);
      TopicPartition partition =
          key == null || !settings.idempotent() ? null : gate.partition(topic, key);
      boolean first = partition != null && goesFirst(partition);
      if (ending.get() == null) {
        var unused =
            producer.send(
                records.record(message, topic, partition, key),
                answer(batch, index, topic, first ? partition : null));
      }
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException | IllegalStateException e) {
      // Thrown, not called back: metadata not to be had, or closed under our hands.
      failed(batch, index, topic, e);
    }
  }

  /** Waits until a message may go to its partition; whether it is the first one there. */
  private boolean goesFirst(TopicPartition partition) throws InterruptedException {
    while (!gate.isOpen(partition) && ending.get() == null) {
      CompletableFuture<Void> earlier = gate.enter(partition);
      if (earlier == null) {
        return true;
      }
      try {
        earlier.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return false;
  }

  private Callback answer(
      PendingBatch batch, int index, String topic, @Nullable TopicPartition first) {
    return (@Nullable RecordMetadata metadata, @Nullable Exception exception) -> {
      if (exception == null) {
        confirmedAny = true;
        batch.resolve(index, Outcome.delivered());
      } else {
        failed(batch, index, topic, exception);
      }
      if (first != null) {
        gate.answered(first, exception == null);
      }
    };
  }

  private void failed(PendingBatch batch, int index, String topic, Exception exception) {
    if (exception instanceof InvalidTimestampException) {
      records.timestampRefused(topic);
    }
    Outcome outcome = failures.outcome(exception, topic);
    if (outcome instanceof Outcome.Rejected) {
      batch.resolve(index, outcome);
      return;
    }
    Failure cause = ((Outcome.Retry) outcome).failure();
    if (KafkaFailures.saysLittle(cause) && exception instanceof ApiException) {
      cause = explain("gave up with: " + exception.getMessage());
    }
    // First the session, then the message: whoever sees the outcome also sees why.
    Ending before = end(new Ending(cause, null));
    if (Thread.currentThread() != sendingThread) {
      // The producer's I/O thread: it ends as soon as it returns from here, before it could send
      // what follows. A close on another thread would come too late for that.
      producer.close(Duration.ZERO);
    }
    if (before == null) {
      close(Duration.ZERO);
    }
    batch.resolve(
        index,
        before == null || before.cause().code() == FailureCode.HELD_BACK
            ? Outcome.retry(cause)
            : before.outcomeIn(batch));
  }

  /** The failure that the producer's metrics point to. */
  Failure explain(String waited) {
    return ConnectionState.explain(producer.metrics(), settings.bootstrapServers(), waited);
  }

  /** Ends the session. Never waits; from any thread, also several times. */
  void fail(Failure cause) {
    fail(new Ending(cause, null));
  }

  /** The same because of this batch, which waited too long: the cause is its own. */
  void giveUp(PendingBatch batch, String waited) {
    fail(new Ending(explain(waited), batch));
  }

  private void fail(Ending because) {
    if (end(because) == null) {
      close(Duration.ZERO);
    }
  }

  /** From here on nothing leaves; returns what had ended it before, or null. */
  private @Nullable Ending end(Ending because) {
    if (ending.get() == null && because.cause().code() == FailureCode.UNCLASSIFIED) {
      // Before the producer is closed, and its connections with it.
      brokerAnswered = ConnectionState.isUp(producer.metrics());
    }
    return ending.compareAndExchange(null, because);
  }

  /** Lets what was handed over be confirmed within that time, then ends the session. */
  void drain(Duration timeout) throws InterruptedException {
    Failure closed = Failure.of(FailureCode.CLOSED, "the transport was closed");
    if (ending.compareAndSet(null, new Ending(closed, null))) {
      close(timeout);
    }
    if (!ended.await(timeout.plus(CLOSE_GRACE).toNanos(), TimeUnit.NANOSECONDS)) {
      resolveRest();
    }
  }

  /** Waits until the producer is gone and everything open is answered. */
  private void awaitEnd() throws InterruptedException {
    if (!ended.await(CLOSE_GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
      resolveRest();
    }
  }

  /**
   * Kafka's close waits for the producer's I/O thread, which may be stuck in a name look-up; so a
   * thread of its own does it, and after a while nobody waits for that one.
   */
  private void close(Duration timeout) {
    gate.open();
    context.schedule(timeout.plus(CLOSE_GRACE), this::resolveRest);
    context.threads().newThread(() -> closeProducer(timeout)).start();
  }

  private void closeProducer(Duration timeout) {
    try {
      producer.close(timeout);
    } catch (KafkaException e) {
      LOG.warn("Closing a Kafka producer failed; a new one is made all the same.", e);
    } finally {
      resolveRest();
      ended.countDown();
    }
  }

  private void resolveRest() {
    Ending because = ending.get();
    if (because != null) {
      open.forEach(batch -> batch.resolveRest(because.outcomeIn(batch)));
    }
  }

  /**
   * What ended the session.
   *
   * @param batch the one that waited too long, where that was it
   */
  private record Ending(Failure cause, @Nullable PendingBatch batch) {

    /** For a message of this batch that was not itself refused. */
    Outcome outcomeIn(PendingBatch other) {
      // Operators are told of a message that is held back only where nothing else is in sight: so
      // one has to have the cause for its own.
      return other == batch || cause.code() == FailureCode.CLOSED
          ? Outcome.retry(cause)
          : Outcome.retry(
              Failure.of(FailureCode.HELD_BACK, "an earlier event failed: " + cause.detail()));
    }
  }
}
