package io.acsexport.core.delivery;

import static java.util.Objects.requireNonNull;

import io.acsexport.core.plugin.ClassFault;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.TransportException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A batch that was handed to the transport. Answered once, from any thread; everything else is for
 * the delivery thread.
 */
final class OpenBatch {

  /** What the transport made of it: a result or what it threw. */
  private record Answer(@Nullable BatchResult result, @Nullable Throwable thrown) {}

  private final List<Pending> pendings;
  private final List<OutboundMessage> messages;
  private final long bytes;
  private final long startedNanos;
  private final long deadlineNanos;
  private final Runnable answered;
  private final AtomicReference<@Nullable Answer> answer = new AtomicReference<>();

  /**
   * Marks the messages as open.
   *
   * @param answered called once the answer is there, from the thread that brings it
   */
  OpenBatch(
      List<Pending> pendings,
      Instant now,
      long startedNanos,
      long timeoutNanos,
      Runnable answered) {
    this.pendings = List.copyOf(pendings);
    this.messages = this.pendings.stream().map(pending -> pending.send(now)).toList();
    this.bytes = this.pendings.stream().mapToLong(Pending::bytes).sum();
    this.startedNanos = startedNanos;
    this.deadlineNanos = startedNanos + timeoutNanos;
    this.answered = answered;
  }

  List<Pending> pendings() {
    return pendings;
  }

  List<OutboundMessage> messages() {
    return messages;
  }

  int size() {
    return pendings.size();
  }

  /** Bytes of its bodies. */
  long bytes() {
    return bytes;
  }

  long startedNanos() {
    return startedNanos;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Whether its time is over. */
  boolean overdue() {
    return System.nanoTime() - deadlineNanos >= 0;
  }

  /** The stage's callback; only the first answer counts. */
  void answer(@Nullable BatchResult result, @Nullable Throwable thrown) {
    if (answer.compareAndSet(null, new Answer(result, unwrap(thrown)))) {
      answered.run();
    }
  }

  /** Answers for a transport that cannot any more; no effect where it did. */
  void giveUp(FailureCode code, String detail) {
    answer(null, new TransportException(code, detail, null));
  }

  boolean isAnswered() {
    return answer.get() != null;
  }

  /** What was thrown where that is worth a stack trace, or null. */
  @Nullable Throwable cause() {
    Answer given = requireNonNull(answer.get(), "not answered");
    return given.thrown() instanceof TransportException known ? known.getCause() : given.thrown();
  }

  /** One outcome for each message, whatever the transport answered. */
  List<Outcome> outcomes() {
    Answer given = requireNonNull(answer.get(), "not answered");
    if (given.thrown() != null) {
      return retryAll(failure(given.thrown()));
    }
    if (given.result() == null) {
      return retryAll(breach("completed a batch without a result"));
    }
    List<Outcome> outcomes = given.result().outcomes();
    if (outcomes.size() != size()) {
      return retryAll(breach("gave " + outcomes.size() + " outcomes for " + size() + " messages"));
    }
    return outcomes;
  }

  private List<Outcome> retryAll(Failure failure) {
    return Collections.nCopies(size(), Outcome.retry(failure));
  }

  private static Failure failure(Throwable thrown) {
    if (ClassFault.isIn(thrown)) {
      return ClassFault.failure(thrown);
    }
    return thrown instanceof TransportException known
        ? known.failure()
        : Failure.of(FailureCode.UNCLASSIFIED, describe(thrown));
  }

  /** What a stage really failed with. */
  private static @Nullable Throwable unwrap(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Failure breach(String what) {
    return Failure.of(FailureCode.TRANSPORT_FAULT, "the transport " + what);
  }

  /** Class and message of what was thrown. */
  static String describe(Throwable thrown) {
    String message = thrown.getMessage();
    String name = thrown.getClass().getName();
    return message == null ? name : name + ": " + message;
  }
}
