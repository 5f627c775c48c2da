package io.acsexport.transport.tck.memory;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The outcomes of a batch as they become known; the first one counts. Thread-safe. */
final class PendingBatch {

  private final List<OutboundMessage> messages;
  private final @Nullable Outcome[] outcomes;
  private final CompletableFuture<BatchResult> result = new CompletableFuture<>();

  PendingBatch(List<OutboundMessage> messages) {
    this.messages = messages;
    this.outcomes = new Outcome[messages.size()];
  }

  List<OutboundMessage> messages() {
    return messages;
  }

  CompletableFuture<BatchResult> result() {
    return result;
  }

  synchronized void resolve(int index, Outcome outcome) {
    if (outcomes[index] == null) {
      outcomes[index] = outcome;
      if (!Arrays.asList(outcomes).contains(null)) {
        result.complete(new BatchResult(Arrays.asList(outcomes.clone())));
      }
    }
  }

  synchronized void resolveRest(Outcome outcome) {
    for (int i = 0; i < outcomes.length; i++) {
      resolve(i, outcome);
    }
  }
}
