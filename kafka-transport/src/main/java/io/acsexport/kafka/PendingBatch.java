package io.acsexport.kafka;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The outcomes of one batch, filled in as they become known. Thread-safe; the first one counts. */
final class PendingBatch {

  private final List<OutboundMessage> messages;
  private final AtomicReferenceArray<Outcome> outcomes;
  private final AtomicInteger open;
  private final CompletableFuture<BatchResult> result = new CompletableFuture<>();

  private final Runnable beforeAnswer;

  PendingBatch(List<OutboundMessage> messages) {
    this(messages, () -> {});
  }

  /**
   * @param beforeAnswer run once all outcomes are known, before anybody is told
   */
  PendingBatch(List<OutboundMessage> messages, Runnable beforeAnswer) {
    this.messages = messages;
    this.beforeAnswer = beforeAnswer;
    this.outcomes = new AtomicReferenceArray<>(messages.size());
    this.open = new AtomicInteger(messages.size());
  }

  List<OutboundMessage> messages() {
    return messages;
  }

  /** Completes once every message has its outcome. */
  CompletionStage<BatchResult> result() {
    return result;
  }

  boolean isDone() {
    return open.get() == 0;
  }

  void resolve(int index, Outcome outcome) {
    if (outcomes.compareAndSet(index, null, outcome) && open.decrementAndGet() == 0) {
      List<Outcome> all = new ArrayList<>(outcomes.length());
      for (int i = 0; i < outcomes.length(); i++) {
        all.add(outcomes.get(i));
      }
      beforeAnswer.run();
      result.complete(new BatchResult(all));
    }
  }

  /** Gives this outcome to every message that has none. */
  void resolveRest(Outcome outcome) {
    for (int i = 0; i < outcomes.length(); i++) {
      resolve(i, outcome);
    }
  }
}
