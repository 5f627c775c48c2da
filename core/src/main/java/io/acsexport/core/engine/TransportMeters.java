package io.acsexport.core.engine;

import io.acsexport.transport.Meters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** A transport's own meters, in the engine's registry under its destination. */
final class TransportMeters implements Meters {

  private static final String PREFIX = "acs.export.transport.";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();

  TransportMeters(MeterRegistry registry, String destination) {
    this.registry = registry;
    this.tags = Tags.of("destination", destination);
  }

  @Override
  public void count(String name, long amount) {
    registry.counter(PREFIX + name, tags).increment((double) amount);
  }

  @Override
  public void gauge(String name, DoubleSupplier value) {
    gauges.compute(
        name,
        (key, before) -> {
          if (before != null) {
            registry.remove(before);
          }
          return Gauge.builder(PREFIX + name, value::getAsDouble).tags(tags).register(registry);
        });
  }

  /** Takes the gauges out of the registry: they hold on to the transport. */
  void clear() {
    gauges.values().forEach(registry::remove);
    gauges.clear();
  }
}
