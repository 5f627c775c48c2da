package io.acsexport.testing.host;

import com.cloud.utils.component.ComponentLifecycle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.ConfigurationException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.SmartLifecycle;

/**
 * Leads the components of one context through life: configured as soon as the context has come to
 * life, started once all modules are loaded, stopped twice.
 */
public final class ComponentLives implements BeanPostProcessor, SmartLifecycle {

  static final int PHASE = 2000;

  private static final Log LOG = LogFactory.getLog(ComponentLives.class);

  private final Map<Integer, Set<ComponentLifecycle>> byRunLevel = new TreeMap<>();
  private final AtomicBoolean running = new AtomicBoolean();

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof ComponentLifecycle component) {
      byRunLevel.computeIfAbsent(component.getRunLevel(), level -> new HashSet<>()).add(component);
    }
    return bean;
  }

  @Override
  public void start() {
    running.set(true);
    for (Set<ComponentLifecycle> components : byRunLevel.values()) {
      for (ComponentLifecycle component : components) {
        try {
          component.configure(component.getName(), new HashMap<>(component.getConfigParams()));
        } catch (ConfigurationException e) {
          throw new IllegalStateException(component + " failed to configure", e);
        }
      }
    }
  }

  /** Called when all modules are loaded. What is no exception ends the host's start. */
  void startComponents() {
    for (Set<ComponentLifecycle> components : byRunLevel.values()) {
      for (ComponentLifecycle component : components) {
        try {
          component.start();
        } catch (RuntimeException e) {
          LOG.error("Error on starting bean " + component.getName(), e);
        }
      }
    }
  }

  @Override
  public void stop() {
    for (int time = 0; time < 2; time++) {
      byRunLevel.values().forEach(components -> components.forEach(ComponentLifecycle::stop));
    }
    running.set(false);
  }

  @Override
  public boolean isRunning() {
    return running.get();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
