package io.acsexport.core.spool;

import io.acsexport.core.spool.RefusedException.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What happened since the spool was opened. Thread-safe. */
final class Counters {

  final AtomicLong damaged = new AtomicLong();
  final AtomicLong tornTails = new AtomicLong();
  final AtomicLong dropped = new AtomicLong();
  final AtomicLong clampedCursors = new AtomicLong();
  final AtomicLong syncFailures = new AtomicLong();
  final AtomicLong unsynced = new AtomicLong();

  /** Told how long each sync of a segment took, in nanoseconds; from the spool's own thread. */
  volatile LongConsumer syncTimes = nanos -> {};

  private final AtomicLong appended = new AtomicLong();
  private final Map<Reason, AtomicLong> refused = new EnumMap<>(Reason.class);

  Counters() {
    for (Reason reason : Reason.values()) {
      refused.put(reason, new AtomicLong());
    }
  }

  /** Called under the append lock, by every append. */
  void appended(long records) {
    appended.setRelease(records);
  }

  long appended() {
    return appended.get();
  }

  /** Counts a refusal and makes the exception for it. */
  RefusedException refuse(Reason reason, String message, @Nullable Throwable cause) {
    Objects.requireNonNull(refused.get(reason)).incrementAndGet();
    return new RefusedException(reason, message, cause);
  }

  Map<Reason, Long> refused() {
    Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    refused.forEach((reason, count) -> counts.put(reason, count.get()));
    return counts;
  }
}
