package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one transactional producer. Each transaction holds messages and the position they
 * lead to, so that both become visible or neither does. All but {@link #abandon} belongs to the
 * transport's sending thread.
 */
final class TransactionalSession {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionalSession.class);

  private final KafkaProducer<byte[], byte[]> producer;
  private final ProducerSettings settings;
  private final RecordFactory records;
  private final KafkaFailures failures;
  private final ExactlyOnceIdentity identity;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * Makes the producer, which resolves host names and reads key stores.
   *
   * @throws KafkaException when it cannot be made
   */
  TransactionalSession(
      ProducerSettings settings,
      RecordFactory records,
      KafkaFailures failures,
      ExactlyOnceIdentity identity) {
    this.settings = settings;
    this.records = records;
    this.failures = failures;
    this.identity = identity;
    this.producer =
        new KafkaProducer<>(
            settings.transactional(identity.transactionalId()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Takes the transactional id over: fences whoever had it, and ends the transaction left open.
   *
   * @throws TransportException when the cluster does not let us, or does not answer
   */
  void takeOver() throws TransportException {
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      throw new TransportException(explained(e, null), e);
    }
  }

  /** Begins a transaction; the one before has to be at its end. */
  Transaction begin() {
    return new Transaction();
  }

  /** Takes back a transaction of which a message was refused; false where the producer is done. */
  boolean abort() {
    try {
      producer.abortTransaction();
      return true;
    } catch (KafkaException e) {
      LOG.debug("A transaction of {} could not be aborted", identity.transactionalId(), e);
      return false;
    }
  }

  /**
   * Ends it at once; what is under way fails. From any thread and never waiting: Kafka's close
   * waits for the producer's own thread, which may be stuck in a name look-up.
   */
  void abandon(ThreadFactory threads) {
    if (ended.compareAndSet(false, true)) {
      threads.newThread(this::close).start();
    }
  }

  private void close() {
    try {
      producer.close(Duration.ZERO);
    } catch (KafkaException e) {
      LOG.warn("Closing a Kafka producer failed; a new one is made all the same.", e);
    }
  }

  /** The failure that the producer's metrics point to. */
  Failure explain(String waited) {
    return ConnectionState.explain(producer.metrics(), settings.bootstrapServers(), waited);
  }

  /**
   * A group without members: what replaces the constructor is to make a consumer only to ask it.
   */
  @SuppressWarnings("removal")
  private ConsumerGroupMetadata group() {
    return new ConsumerGroupMetadata(identity.group());
  }

  private Failure explained(Exception exception, @Nullable String topic) {
    if (exception instanceof InterruptException) {
      return Failure.of(FailureCode.CLOSED, "interrupted while sending");
    }
    Failure failure = failures.failure(exception, topic);
    if (failure.code() == FailureCode.FENCED) {
      return new Failure(
          FailureCode.BROKER_UNAVAILABLE,
          "the cluster at "
              + settings.bootstrapServers()
              + " takes no more transactions of this producer (one took too long, it was idle for"
              + " too long, or another exporter has its transactional id): "
              + failure.detail(),
          "Nothing: the next attempt finds out which, and says what to do.");
    }
    return KafkaFailures.saysLittle(failure)
        ? explain("gave up with: " + exception.getMessage())
        : failure;
  }

  /**
   * Messages and a position that become visible together. After the first failure it takes nothing
   * more, and its end tells what failed.
   */
  final class Transaction {

    private final List<OutboundMessage> messages = new ArrayList<>();
    private final Map<Integer, Exception> refusals = new ConcurrentHashMap<>();

    /**
     * The exceptions that were told of a message: the one that the client tells of the culprit
     * first it then gives to all that the transaction takes along.
     */
    private final Set<Exception> told =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private @Nullable RuntimeException thrown;

    private Transaction() {
      try {
        producer.beginTransaction();
      } catch (RuntimeException e) {
        thrown = e;
      }
    }

    /** Those handed over so far, in their order. */
    List<OutboundMessage> messages() {
      return messages;
    }

    boolean hasFailed() {
      return thrown != null;
    }

    /** Hands messages to the producer, in sequence order; those that come after a failure, too. */
    void send(List<OutboundMessage> batch) {
      for (OutboundMessage message : batch) {
        int index = messages.size();
        messages.add(message);
        if (thrown == null) {
          send(message, index);
        }
      }
    }

    private void send(OutboundMessage message, int index) {
      try {
        var unused =
            producer.send(
                records.record(message, records.topic(message), null, RecordFactory.key(message)),
                (metadata, exception) -> {
                  if (exception != null && told.add(exception)) {
                    refusals.putIfAbsent(index, exception);
                  }
                });
        if (refusals.get(index) instanceof TimeoutException missing) {
          // Each of the others would wait as long for the topic.
          thrown = missing;
        }
      } catch (RuntimeException e) {
        thrown = e;
        // Where the producer says that it cannot go on because of what it told of an earlier
        // message, this one is not to blame.
        if (!(e.getCause() instanceof Exception cause && told.contains(cause))) {
          refusals.putIfAbsent(index, e);
        }
      }
    }

    /**
     * Commits all of it.
     *
     * @return what failed, or null when all is committed
     */
    @Nullable FailedTransaction commit(StoredPosition position) {
      if (thrown == null) {
        try {
          producer.sendOffsetsToTransaction(
              Map.of(PositionStore.partition(settings), position.toOffset()), group());
          producer.commitTransaction();
          return null;
        } catch (RuntimeException e) {
          thrown = e;
        }
      }
      return failed(thrown);
    }

    /** What the broker said of one message tells more than that the transaction is broken. */
    private FailedTransaction failed(RuntimeException cause) {
      FailedTransaction failed = new FailedTransaction(messages, cause);
      for (int index = 0; index < messages.size(); index++) {
        Exception exception = refusals.get(index);
        if (exception == null || exception instanceof TransactionAbortedException) {
          continue;
        }
        String topic = records.topic(messages.get(index));
        if (exception instanceof InvalidTimestampException) {
          records.timestampRefused(topic);
        }
        Outcome outcome = failures.outcome(exception, topic);
        if (outcome instanceof Outcome.Rejected) {
          failed.rejected(index, outcome);
        } else {
          failed.because(index, explained(exception, topic));
        }
      }
      if (!failed.isExplained()) {
        failed.because(explained(cause, null));
      }
      return failed;
    }
  }
}
