package io.acsexport.core.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A look at something that costs a little, shared by the gauges that are asked one after the other:
 * they then agree. Thread-safe.
 */
public final class Recent<T> implements Supplier<T> {

  private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Supplier<T> source;
  private @Nullable T value;
  private long takenAt;

  /** Asks that source, but not more often than ten times a second. */
  public Recent(Supplier<T> source) {
    this.source = source;
  }

  @Override
  public synchronized T get() {
    long now = System.nanoTime();
    T kept = value;
    if (kept == null || now - takenAt > KEPT_NANOS) {
      kept = source.get();
      value = kept;
      takenAt = now;
    }
    return kept;
  }
}
