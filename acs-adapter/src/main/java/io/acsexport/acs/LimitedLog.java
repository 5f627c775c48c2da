package io.acsexport.acs;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Writes what may come with every event at most once a minute, with the number left out. */
final class LimitedLog {

  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final HostLog log;
  private final LongSupplier nanoTime;
  private final AtomicLong next;
  private final LongAdder leftOut = new LongAdder();

  LimitedLog(HostLog log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  void log(int level, String message, @Nullable Throwable thrown) {
    long now = nanoTime.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + INTERVAL_NANOS)) {
      leftOut.increment();
      return;
    }
    long before = leftOut.sumThenReset();
    log.log(level, before == 0 ? message : message + " (and " + before + " times before)", thrown);
  }
}
