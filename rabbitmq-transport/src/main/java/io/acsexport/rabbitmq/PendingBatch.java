package io.acsexport.rabbitmq;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of one batch, filled in as they become known; the first one of a message counts.
 * Guarded by the session's lock, except {@link #messages}, {@link #result} and {@link #complete}.
 */
final class PendingBatch {

  private final List<OutboundMessage> messages;
  private final List<@Nullable Outcome> outcomes;
  private final long startedNanos;
  private final CompletableFuture<BatchResult> result = new CompletableFuture<>();
  private int open;

  PendingBatch(List<OutboundMessage> messages, long startedNanos) {
    this.messages = messages;
    this.outcomes = new ArrayList<>(Collections.nCopies(messages.size(), null));
    this.open = messages.size();
    this.startedNanos = startedNanos;
  }

  List<OutboundMessage> messages() {
    return messages;
  }

  /** When it was handed over, in nanoseconds of {@link System#nanoTime()}. */
  long startedNanos() {
    return startedNanos;
  }

  CompletionStage<BatchResult> result() {
    return result;
  }

  /** Whether every message has its outcome. */
  boolean isDone() {
    return open == 0;
  }

  void resolve(int index, Outcome outcome) {
    if (outcomes.get(index) == null) {
      outcomes.set(index, outcome);
      open--;
    }
  }

  /** Gives this outcome to every message that has none. */
  void resolveRest(Outcome outcome) {
    for (int index = 0; index < outcomes.size(); index++) {
      resolve(index, outcome);
    }
  }

  /** Tells the engine. Without the session's lock: whatever waits for the result runs in here. */
  void complete() {
    List<Outcome> all = new ArrayList<>(outcomes.size());
    for (Outcome outcome : outcomes) {
      if (outcome != null) {
        all.add(outcome);
      }
    }
    result.complete(new BatchResult(all));
  }
}
