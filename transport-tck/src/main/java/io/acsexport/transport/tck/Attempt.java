package io.acsexport.transport.tck;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A batch on its way through a transport, as the engine sees it. Thread-safe. */
public final class Attempt {

  private final List<OutboundMessage> batch;
  private final Thread engine;
  private final boolean interruptedFirst;
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);
  private final CompletableFuture<BatchResult> answer = new CompletableFuture<>();
  private volatile boolean stillInterrupted;

  Attempt(List<OutboundMessage> batch, Thread engine, boolean interruptedFirst) {
    this.batch = batch;
    this.engine = engine;
    this.interruptedFirst = interruptedFirst;
  }

  boolean interruptedFirst() {
    return interruptedFirst;
  }

  /** The messages. */
  public List<OutboundMessage> batch() {
    return batch;
  }

  /** Whether {@code send} has returned or thrown. */
  public boolean hasLeft() {
    return left.getCount() == 0;
  }

  /** Waits until {@code send} has returned, or has been waiting for something for a while. */
  void awaitLeftOrWaits(Duration limit) throws InterruptedException {
    awaitEntered(limit);
    Waiting.untilDoneOrWaits(this::hasLeft, engine, limit);
  }

  /** Waits until {@code send} is called. */
  void awaitEntered(Duration limit) throws InterruptedException {
    if (!entered.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("send() was not called: the one before it has not returned");
    }
  }

  /** Waits until {@code send} has returned or thrown; false where that takes longer. */
  public boolean awaitLeft(Duration limit) throws InterruptedException {
    return left.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits for the answer; false where that takes longer. */
  boolean awaitAnswer(Duration limit) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    var unused = answer.whenComplete((result, thrown) -> done.countDown());
    return done.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What {@code send} threw or its stage failed with, or null. Ask once it is answered. */
  public @Nullable Throwable thrown() {
    return answer
        .handle(
            (result, thrown) -> thrown instanceof CompletionException ? thrown.getCause() : thrown)
        .getNow(null);
  }

  /**
   * Whether an interrupt that came during {@code send} can still be seen: it threw {@link
   * InterruptedException}, or returned with the thread still interrupted.
   */
  public boolean heededInterrupt() {
    return stillInterrupted || thrown() instanceof InterruptedException;
  }

  /**
   * What became of the batch, exceptions turned into {@code Retry} as the engine does.
   *
   * @throws AssertionError when there is no answer in time, or not one outcome for each message
   */
  public BatchResult result(Duration limit) throws InterruptedException {
    if (!awaitAnswer(limit)) {
      throw new AssertionError(
          "a batch of "
              + batch.size()
              + (hasLeft() ? " was not answered" : " kept send() from returning")
              + " within "
              + limit
              + ", the send time-out and a grace");
    }
    Throwable thrown = thrown();
    if (thrown != null) {
      return BatchResult.allRetry(batch.size(), failure(thrown));
    }
    BatchResult result = answer.join();
    if (result == null || result.outcomes().size() != batch.size()) {
      throw new AssertionError(
          "a batch of "
              + batch.size()
              + " messages must have one outcome for each, but got "
              + (result == null ? "null" : Integer.toString(result.outcomes().size())));
    }
    return result;
  }

  void entered() {
    entered.countDown();
  }

  void left(@Nullable CompletionStage<BatchResult> stage, boolean interrupted) {
    stillInterrupted = interrupted;
    if (stage == null) {
      answer.completeExceptionally(new AssertionError("send() returned null instead of a stage"));
    } else {
      stage.whenComplete(
          (result, thrown) -> {
            if (thrown == null) {
              answer.complete(result);
            } else {
              answer.completeExceptionally(thrown);
            }
          });
    }
    left.countDown();
  }

  void threw(Throwable thrown, boolean interrupted) {
    stillInterrupted = interrupted;
    answer.completeExceptionally(thrown);
    left.countDown();
  }

  private static Failure failure(Throwable thrown) {
    if (thrown instanceof AssertionError breach) {
      throw breach;
    }
    if (thrown instanceof TransportException known) {
      return known.failure();
    }
    return thrown instanceof InterruptedException
        ? Failure.of(FailureCode.CLOSED, "interrupted")
        : Failure.of(FailureCode.UNCLASSIFIED, thrown.toString());
  }
}
