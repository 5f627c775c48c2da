package io.acsexport.core.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** How times are shown: the buckets of the histograms, the same for all of one kind. */
public final class Timers {

  /** For work in memory and in the page cache, up to a stalled disk. */
  public static final List<Duration> MEMORY =
      List.of(
          micros(5),
          micros(10),
          micros(20),
          micros(50),
          micros(100),
          micros(250),
          millis(1),
          millis(5),
          millis(10),
          millis(25),
          millis(50),
          millis(100),
          millis(1000));

  /** For a disk that has to answer. */
  public static final List<Duration> DISK =
      List.of(
          micros(100),
          micros(250),
          millis(1),
          millis(5),
          millis(10),
          millis(50),
          millis(100),
          millis(500),
          millis(1000),
          millis(10_000));

  /** For a broker that has to answer. */
  public static final List<Duration> NETWORK =
      List.of(
          millis(1),
          millis(2),
          millis(5),
          millis(10),
          millis(25),
          millis(50),
          millis(100),
          millis(250),
          millis(500),
          millis(1000),
          millis(5000),
          millis(10_000),
          millis(30_000));

  private Timers() {}

  /**
   * A timer of a destination, made if absent.
   *
   * @param name in dots; {@code _seconds} is added to it
   */
  public static Timer ofDestination(
      MeterRegistry registry, String name, String description, String destination) {
    return Timer.builder(name)
        .description(description)
        .tag(ExporterMetrics.DESTINATION, destination)
        .serviceLevelObjectives(NETWORK.toArray(Duration[]::new))
        .register(registry);
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(micros * 1000);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
