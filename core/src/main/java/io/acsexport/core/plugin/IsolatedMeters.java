package io.acsexport.core.plugin;

import io.acsexport.transport.Meters;
import java.util.function.DoubleSupplier;

/** Reads a transport's gauges with its context class loader, whoever looks at them. */
@SuppressWarnings("try") // The context loader is a scope; nothing in it is called.
record IsolatedMeters(Meters meters, ClassLoader loader) implements Meters {

  @Override
  public void count(String name, long amount) {
    try (ContextLoader engine = ContextLoader.enterEngine()) {
      meters.count(name, amount);
    }
  }

  @Override
  public void gauge(String name, DoubleSupplier value) {
    DoubleSupplier isolated =
        () -> {
          try (ContextLoader entered = ContextLoader.enter(loader)) {
            return value.getAsDouble();
          }
        };
    try (ContextLoader engine = ContextLoader.enterEngine()) {
      meters.gauge(name, isolated);
    }
  }
}
