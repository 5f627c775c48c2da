package io.acsexport.rabbitmq;

import io.acsexport.transport.OutboundMessage;
import org.jspecify.annotations.Nullable;

/** One message on its way to an exchange. Guarded by the session's lock. */
final class Publication {

  private final PendingBatch batch;
  private final int index;
  private final Target target;
  private long publishedNanos;
  private @Nullable String returned;

  Publication(PendingBatch batch, int index, Target target) {
    this.batch = batch;
    this.index = index;
    this.target = target;
  }

  PendingBatch batch() {
    return batch;
  }

  int index() {
    return index;
  }

  OutboundMessage message() {
    return batch.messages().get(index);
  }

  /** What its order depends on; null where that is nothing. */
  @Nullable String key() {
    String key = message().key();
    // Events whose resource has an empty UUID have nothing in common, and are many.
    return key == null || key.isEmpty() ? null : key;
  }

  Target target() {
    return target;
  }

  /** When it was written, in nanoseconds of {@link System#nanoTime()}. */
  long publishedNanos() {
    return publishedNanos;
  }

  void published(long nanos) {
    publishedNanos = nanos;
    returned = null;
  }

  /** Why the broker gave it back, or null where it did not. */
  @Nullable String returned() {
    return returned;
  }

  void returned(String reason) {
    returned = reason;
  }
}
