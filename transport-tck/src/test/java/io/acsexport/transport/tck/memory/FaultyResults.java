package io.acsexport.transport.tck.memory;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** What a wrong transport answers in place of what it knows. */
final class FaultyResults {

  private final Fault fault;
  private volatile boolean failed;

  FaultyResults(Fault fault) {
    this.fault = fault;
  }

  /** Whether anything failed yet. */
  boolean failed() {
    return failed;
  }

  /** Whether {@link #of} waits for the result. */
  boolean block() {
    return switch (fault) {
      case NONE_AND_BLOCKS,
          BLOCKS_IN_CLOSE,
          SWALLOWS_INTERRUPTS,
          SAYS_DELIVERED_AFTER_AN_INTERRUPT ->
          true;
      default -> false;
    };
  }

  CompletionStage<BatchResult> of(List<OutboundMessage> batch, CompletionStage<BatchResult> stage)
      throws InterruptedException {
    return switch (fault) {
      case NONE_AND_BLOCKS, BLOCKS_IN_CLOSE -> awaited(stage);
      case SWALLOWS_INTERRUPTS -> stubborn(stage);
      case SAYS_DELIVERED_AFTER_AN_INTERRUPT -> careless(batch, stage);
      case HANGS_ON_A_SILENT_BROKER, LEAVES_BATCHES_OPEN_AT_CLOSE -> onlyDelivered(stage);
      case SAYS_DELIVERED_WHATEVER_HAPPENED ->
          stage.thenApply(result -> BatchResult.allDelivered(batch.size()));
      case ANSWERS_TOO_FEW_OUTCOMES ->
          stage.thenApply(result -> BatchResult.allDelivered(batch.size() - 1));
      case ANSWERS_NULL -> nothing(stage);
      case REJECTS_DURING_AN_OUTAGE ->
          stage.thenApply(result -> each(result, FaultyResults::rejected));
      case GIVES_NO_REASON ->
          stage.thenApply(
              result ->
                  each(
                      result,
                      retry -> Outcome.retry(Failure.of(FailureCode.UNCLASSIFIED, "it broke"))));
      case RETRIES_WHAT_IS_TOO_LARGE -> stage.thenApply(FaultyResults::withoutRejections);
      case NEVER_RECOVERS ->
          stage.thenApply(
              result ->
                  each(
                      result,
                      retry -> {
                        failed = true;
                        return retry;
                      }));
      default -> stage;
    };
  }

  private static BatchResult each(
      BatchResult result, Function<Outcome.Retry, Outcome> insteadOfRetry) {
    return new BatchResult(
        result.outcomes().stream()
            .map(outcome -> outcome instanceof Outcome.Retry r ? insteadOfRetry.apply(r) : outcome)
            .toList());
  }

  private static Outcome rejected(Outcome.Retry retry) {
    return retry.failure().code() == FailureCode.CONNECTION_FAILED
        ? Outcome.rejected(FailureCode.MESSAGE_INVALID, "gone")
        : retry;
  }

  private static BatchResult withoutRejections(BatchResult result) {
    Failure failure = Failure.of(FailureCode.BROKER_UNAVAILABLE, "too large");
    return result.outcomes().stream().anyMatch(Outcome.Rejected.class::isInstance)
        ? BatchResult.allRetry(result.outcomes().size(), failure)
        : result;
  }

  private static CompletionStage<BatchResult> onlyDelivered(CompletionStage<BatchResult> stage) {
    CompletableFuture<BatchResult> answer = new CompletableFuture<>();
    stage.thenAccept(
        result -> {
          if (result.outcomes().stream().noneMatch(Outcome.Retry.class::isInstance)) {
            answer.complete(result);
          }
        });
    return answer;
  }

  @SuppressWarnings("NullAway") // What a transport compiled without checks can do.
  private static CompletionStage<BatchResult> nothing(CompletionStage<BatchResult> stage) {
    return stage.thenApply(result -> null);
  }

  private static CompletionStage<BatchResult> awaited(CompletionStage<BatchResult> stage)
      throws InterruptedException {
    try {
      return CompletableFuture.completedFuture(stage.toCompletableFuture().get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletionStage<BatchResult> stubborn(CompletionStage<BatchResult> stage) {
    // An answer that is there already is taken without a look at interrupts.
    boolean unused = Thread.interrupted();
    while (true) {
      try {
        return awaited(stage);
      } catch (InterruptedException notNow) {
        // Which is what is wrong with it.
      }
    }
  }

  private static CompletionStage<BatchResult> careless(
      List<OutboundMessage> batch, CompletionStage<BatchResult> stage) {
    try {
      return awaited(stage);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size()));
    }
  }
}
