package io.acsexport.testing.host;

import java.util.HashSet;
import java.util.Set;
import org.apache.cloudstack.framework.events.EventBus;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.SmartLifecycle;

/** Registers the buses of its context when that comes to life, and never takes one away. */
public final class BusLifecycle implements BeanPostProcessor, SmartLifecycle {

  private final BusRegistry registry;
  private final Set<EventBus> buses = new HashSet<>();

  /** Called by Spring. */
  public BusLifecycle(BusRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof EventBus bus) {
      buses.add(bus);
    }
    return bean;
  }

  @Override
  public void start() {
    buses.forEach(registry::register);
  }

  @Override
  public void stop() {
    // Never called, as in CloudStack: it never says that it runs.
  }

  @Override
  public boolean isRunning() {
    return false;
  }

  @Override
  public int getPhase() {
    return ComponentLives.PHASE;
  }
}
