package io.acsexport.rabbitmq;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends as the engine does: batches in flight, and after a failure the unresolved ones again, one
 * batch at a time. It looks at a result as late as it may.
 */
final class Engine {

  private final Transport transport;
  private long sentThrough = Long.MIN_VALUE;
  private final List<OutboundMessage> rejected = new ArrayList<>();

  Engine(Transport transport) {
    this.transport = transport;
  }

  /** Sends one batch and waits for what became of it. */
  BatchResult send(OutboundMessage... messages) throws Exception {
    return open(List.of(messages)).get(60, TimeUnit.SECONDS);
  }

  /** Sends messages in batches until each is delivered or rejected. */
  void deliver(List<OutboundMessage> messages, int batchSize, Duration limit) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    List<OutboundMessage> rest = messages;
    while (!rest.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(rest.size() + " messages were not delivered");
      }
      rest = round(rest, batchSize);
    }
  }

  List<OutboundMessage> rejected() {
    return rejected;
  }

  /** Returns what is unresolved after a failure, or after all of it. */
  private List<OutboundMessage> round(List<OutboundMessage> messages, int batchSize)
      throws Exception {
    Deque<List<OutboundMessage>> batches = new ArrayDeque<>();
    Deque<CompletableFuture<BatchResult>> results = new ArrayDeque<>();
    List<OutboundMessage> unresolved = new ArrayList<>();
    int next = 0;
    while (next < messages.size() || !results.isEmpty()) {
      while (unresolved.isEmpty()
          && next < messages.size()
          && results.size() < limit(messages.get(next))) {
        int end = Math.min(next + batchSize, messages.size());
        batches.add(List.copyOf(messages.subList(next, end)));
        results.add(open(batches.getLast()));
        sentThrough = Math.max(sentThrough, messages.get(end - 1).sequence());
        next = end;
      }
      if (results.isEmpty()) {
        break;
      }
      sort(batches.remove(), results.remove().get(60, TimeUnit.SECONDS), unresolved);
    }
    unresolved.addAll(messages.subList(next, messages.size()));
    return unresolved;
  }

  private int limit(OutboundMessage first) {
    return first.sequence() <= sentThrough ? 1 : transport.maxInFlight();
  }

  private void sort(
      List<OutboundMessage> batch, BatchResult result, List<OutboundMessage> unresolved) {
    for (int i = 0; i < batch.size(); i++) {
      Outcome outcome = result.outcomes().get(i);
      if (outcome instanceof Outcome.Retry) {
        unresolved.add(batch.get(i));
      } else if (outcome instanceof Outcome.Rejected) {
        rejected.add(batch.get(i));
      }
    }
  }

  private CompletableFuture<BatchResult> open(List<OutboundMessage> batch) throws Exception {
    try {
      return transport.send(batch).toCompletableFuture();
    } catch (io.acsexport.transport.TransportException e) {
      return CompletableFuture.completedFuture(BatchResult.allRetry(batch.size(), e.failure()));
    }
  }
}
