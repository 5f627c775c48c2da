package io.acsexport.core.engine;

import io.acsexport.core.metrics.ExporterMetrics;
import io.acsexport.core.metrics.Recent;
import io.acsexport.core.metrics.Timers;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Shows the spool in the engine's metrics. */
final class SpoolMeters {

  private final MeterRegistry registry;
  private final Recent<SpoolStats> stats;

  private SpoolMeters(MeterRegistry registry, Spool spool) {
    this.registry = registry;
    this.stats = new Recent<>(spool::stats);
  }

  static void register(ExporterMetrics metrics, Spool spool) {
    SpoolMeters meters = new SpoolMeters(metrics.registry(), spool);
    spool.observeSyncs(
        metrics.histogram(
                "acs_export_spool_sync_seconds",
                "How long the disk took to make appended events durable",
                Timers.DISK)
            ::record);
    meters.gauges();
    meters.counters();
  }

  private void gauges() {
    gauge("segments", null, "Files of the spool", SpoolStats::segments);
    gauge("used", "bytes", "What events take on the disk", SpoolStats::usedBytes);
    gauge("dead.letters", "bytes", "What dead letters take on the disk", SpoolStats::reservedBytes);
    gauge("max", "bytes", "The bound of both, spool.max-size", SpoolStats::maxBytes);
    gauge(
        "obstructed",
        null,
        "1 while the spool cannot prepare another file: full, or the disk is short or failing",
        now -> now.obstacle() == null ? 0 : 1);
  }

  private void counters() {
    counter(
        "dropped",
        "events",
        "Events that a destination lost because the spool was full, counted for each destination",
        SpoolStats::dropped);
    counter("damaged", "events", "Events that the disk gave back unreadable", SpoolStats::damaged);
    counter(
        "torn.tails",
        null,
        "Files of the spool that were incomplete at their end when it was opened",
        SpoolStats::tornTails);
    counter(
        "clamped.cursors",
        null,
        "Destinations found before the earliest event held",
        SpoolStats::clampedCursors);
    counter("sync.failures", null, "Failed syncs to the disk", SpoolStats::syncFailures);
    counter(
        "unsynced",
        "events",
        "Events that a failed sync leaves in doubt until the next power loss",
        SpoolStats::unsynced);
  }

  private void gauge(
      String name, @Nullable String unit, String description, ToDoubleFunction<SpoolStats> value) {
    Gauge.builder("acs.export.spool." + name, () -> value.applyAsDouble(stats.get()))
        .description(description)
        .baseUnit(unit)
        .register(registry);
  }

  private void counter(
      String name, @Nullable String unit, String description, ToDoubleFunction<SpoolStats> value) {
    FunctionCounter.builder(
            "acs.export.spool." + name, stats, recent -> value.applyAsDouble(recent.get()))
        .description(description)
        .baseUnit(unit)
        .register(registry);
  }
}
