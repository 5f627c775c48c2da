package io.acsexport.core.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;

/** All meters of one exporter. Thread-safe. */
public final class ExporterMetrics implements AutoCloseable {

  /** The media type of {@link #text()}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** The tag by which a meter belongs to a destination. */
  public static final String DESTINATION = "destination";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final Counter reloads = reloads("applied");
  private final Counter refusedReloads = reloads("refused");

  /** With no meters but those that tell the version and count reloads. */
  public ExporterMetrics() {
    Gauge.builder("acs.export.build.info", () -> 1)
        .description("Always 1; the labels tell what is running")
        .tag("version", version())
        .tag("java", Runtime.version().toString())
        .register(registry);
  }

  private Counter reloads(String result) {
    return Counter.builder("acs.export.reloads")
        .description("Changed configurations, taken over or refused")
        .tag("result", result)
        .register(registry);
  }

  /** The version of the engine, or {@code unknown} where its classes do not lie in a jar. */
  public static String version() {
    String version = ExporterMetrics.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** Where meters are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * A histogram of times for places where a timer of the registry would cost too much.
   *
   * @param name as Prometheus shows it
   * @param bounds upper bounds of its buckets, ascending
   */
  public LatencyHistogram histogram(String name, String help, List<Duration> bounds) {
    LatencyHistogram histogram = new LatencyHistogram(name, help, bounds);
    registry.getPrometheusRegistry().register(histogram);
    return histogram;
  }

  /** Counts a changed configuration that was taken over, or refused while the old one stays. */
  public void reloaded(boolean applied) {
    (applied ? reloads : refusedReloads).increment();
  }

  /** Takes out all meters of a destination: they hold on to it, and it is no more. */
  public void forgetDestination(String destination) {
    for (Meter meter : registry.getMeters()) {
      if (destination.equals(meter.getId().getTag(DESTINATION))) {
        registry.remove(meter);
      }
    }
  }

  /**
   * What all meters show now, in Prometheus' text format 0.0.4. Asks every gauge, those of
   * transports included; none can make it fail.
   */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
