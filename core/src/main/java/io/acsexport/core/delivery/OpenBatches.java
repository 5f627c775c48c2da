package io.acsexport.core.delivery;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** The batches that a transport has not answered yet, in the order they went. For one thread. */
final class OpenBatches {

  /**
   * Full batches may be open up to so many; of smaller ones as many as the transport wants. So it
   * is the bytes that bound memory, and a stream of short events still fills the way to the broker.
   */
  private static final int FULL_BATCHES = 4;

  private final long maxBatchBytes;
  private final List<OpenBatch> open = new ArrayList<>();

  OpenBatches(long maxBatchBytes) {
    this.maxBatchBytes = maxBatchBytes;
  }

  void add(OpenBatch batch) {
    open.add(batch);
  }

  /** Whether no more may be added to those there are. */
  boolean isFull(int most) {
    long bytes = open.stream().mapToLong(OpenBatch::bytes).sum();
    return open.size() >= most || bytes > (FULL_BATCHES - 1) * maxBatchBytes;
  }

  /** Takes those out that were answered, in the order they went. */
  void settleAnswered(Consumer<OpenBatch> settle) {
    for (Iterator<OpenBatch> batches = open.iterator(); batches.hasNext(); ) {
      OpenBatch batch = batches.next();
      if (batch.isAnswered()) {
        batches.remove();
        settle.accept(batch);
      }
    }
  }

  /** Whether an answer is overdue. */
  boolean anyOverdue() {
    return open.stream().anyMatch(batch -> !batch.isAnswered() && batch.overdue());
  }

  /** Nanoseconds until the first one is overdue, but not more than these. */
  long untilOverdue(long most) {
    long now = System.nanoTime();
    return open.stream().mapToLong(batch -> batch.deadlineNanos() - now).reduce(most, Math::min);
  }

  void forEach(Consumer<OpenBatch> action) {
    open.forEach(action);
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  int messages() {
    return open.stream().mapToInt(OpenBatch::size).sum();
  }

  void clear() {
    open.clear();
  }
}
