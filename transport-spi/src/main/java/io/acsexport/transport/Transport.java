package io.acsexport.transport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One destination's way to its broker. Life of a transport:
 *
 * <ol>
 *   <li>{@link TransportProvider#create} returns it, unconnected.
 *   <li>{@link #send} is called with batches, always by the same engine thread, in sequence order
 *       but for what has to be sent again. The first call connects. After any failure it is simply
 *       called again, at a time the engine chooses; the transport reconnects then and keeps no
 *       back-off of its own.
 *   <li>{@link #close} ends it. No call begins after it has returned.
 * </ol>
 *
 * <p><b>Threads.</b> {@code send} comes from one thread. {@link #health} and {@link #close} may
 * come from another while a {@code send} is under way, and a {@code send} may begin just when
 * another thread closes the transport: it then sends nothing, connects to nothing, and at once
 * answers {@code Retry} with {@link FailureCode#CLOSED} for all, or throws it. The thread context
 * class loader is the transport's own in every call. Threads that the transport's client starts
 * inherit it.
 *
 * <p><b>Interruption.</b> A {@code send} that outlives {@link TransportContext#sendTimeout()} is
 * interrupted, and the transport closed. Until the interrupted call has returned the destination
 * stays blocked, so a transport must not swallow interrupts.
 *
 * <p><b>Optional capabilities</b> are further interfaces on the same class: {@link Tailable},
 * {@link Checkable}.
 */
public interface Transport extends AutoCloseable {

  /**
   * Hands a batch to the broker. The simple way is to do the work, wait for the broker, and return
   * a completed stage; a pipelining transport returns at once and completes later, from any thread.
   *
   * <p>The result has one outcome for each message, in the order of the batch. {@link
   * Outcome.Delivered} means that the broker confirmed the message as durably as it was configured
   * to. {@link Outcome.Rejected} is final: use it only if a healthy, correctly configured broker
   * would refuse this very message however often it came. Everything else is {@link Outcome.Retry}.
   *
   * <p><b>Order.</b> Messages with equal non-null {@link OutboundMessage#key() keys} must become
   * visible in sequence order, counting first occurrences. So once a message got {@code Retry}, the
   * transport lets no later message of that key out, in this or in any other open batch; the engine
   * awaits the open batches and sends what is unresolved again, by sequence and one batch at a
   * time, before anything new. It may hand over a further batch before it has seen that one failed;
   * that batch is answered {@code Retry} as well. When in doubt, answer {@code Retry} for all that
   * is not yet confirmed: with {@link FailureCode#HELD_BACK} where the message itself did not fail.
   * {@link OutboundMessage#priorSends()} of a batch's first message tells a repeat from a batch
   * that crossed the failure; {@link ResendOrder} keeps account of it for those with more than one
   * batch in flight. The first batch that a transport gets begins with the lowest message that is
   * not settled, whatever an earlier transport of the destination was given.
   *
   * <p>After a failure for no known reason the engine may also hand over, alone, a later message of
   * another key, or once more the last one that was delivered, to learn whether anything gets
   * through.
   *
   * <p>The stage must complete within {@link TransportContext#sendTimeout()}. An exception, thrown
   * or in the stage, means {@code Retry} for the whole batch: a {@link TransportException} with its
   * own failure, anything else as {@link FailureCode#UNCLASSIFIED}, which makes the engine look for
   * a message that the broker's client cannot digest.
   *
   * @param batch at least one message, ascending in sequence; immutable, and valid for as long as
   *     the transport needs it
   * @throws TransportException when the whole batch failed for one known reason
   * @throws InterruptedException when interrupted; nothing of the batch may be reported as
   *     delivered afterwards
   */
  CompletionStage<BatchResult> send(List<OutboundMessage> batch)
      throws TransportException, InterruptedException;

  /**
   * How many batches the engine may have open at once; constant for the life of the transport. More
   * than 1 only where the order per key holds through failures. The engine has fewer open where
   * they are large, and never more than 16.
   */
  default int maxInFlight() {
    return 1;
  }

  /** The present state of the connection, without I/O and without waiting. Thread-safe. */
  Health health();

  /**
   * Ends the transport and everything it started. Batches still open complete as far as the broker
   * confirms them within the time given; the rest completes with {@link Outcome.Retry}. Idempotent;
   * may be called while {@code send} runs on another thread, which it must make return.
   *
   * @param timeout how long to wait for confirmations; zero means at once
   */
  void close(Duration timeout);

  /** The same as {@code close(Duration.ZERO)}. */
  @Override
  default void close() {
    close(Duration.ZERO);
  }
}
