package io.acsexport.core.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts times in fixed buckets, for the publishing threads of the host: one comparison for each
 * bucket passed and two additions without contention. A timer of the registry reads the clock twice
 * more and keeps a maximum that all threads share. Thread-safe; allocates nothing.
 */
public final class LatencyHistogram implements Collector {

  private static final double NANOS = 1e9;

  private final String name;
  private final String help;
  private final long[] bounds;
  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  LatencyHistogram(String name, String help, List<Duration> bounds) {
    this.name = name;
    this.help = help;
    this.bounds = bounds.stream().mapToLong(Duration::toNanos).toArray();
    this.counts = new LongAdder[bounds.size() + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Counts one time. */
  public void record(long nanos) {
    int bucket = 0;
    while (bucket < bounds.length && nanos > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(nanos);
  }

  /** How many were counted. */
  public long count() {
    long count = 0;
    for (LongAdder bucket : counts) {
      count += bucket.sum();
    }
    return count;
  }

  @Override
  public MetricSnapshot collect() {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      double bound = i < bounds.length ? bounds[i] / NANOS : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, counts[i].sum());
    }
    return HistogramSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(sum.sum() / NANOS)
                .build())
        .build();
  }
}
