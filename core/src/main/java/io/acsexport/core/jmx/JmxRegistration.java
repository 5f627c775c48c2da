package io.acsexport.core.jmx;

import io.acsexport.core.engine.Exporter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exporter's bean in the JVM's own server of beans, as long as this is open. The server holds on
 * to the classes of a bean, so whoever forgets to close keeps the engine's class loader.
 */
public final class JmxRegistration implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JmxRegistration.class);

  private final MBeanServer server;
  private final @Nullable ObjectName name;

  private JmxRegistration(MBeanServer server, @Nullable ObjectName name) {
    this.server = server;
    this.name = name;
  }

  /**
   * Registers an exporter. Whatever goes wrong is a warning: events are exported without JMX, too.
   *
   * @param home where the engine is installed; part of the name, since each home of a JVM may have
   *     an exporter
   */
  public static JmxRegistration of(Exporter exporter, Path home) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName name = name(home);
      server.registerMBean(new ExporterBean(exporter), name);
      return new JmxRegistration(server, name);
    } catch (JMException | RuntimeException e) {
      LOG.warn("The exporter is not shown over JMX: {}", e.toString());
      return new JmxRegistration(server, null);
    }
  }

  /** {@code io.acsexport:type=Exporter,home="…"}. */
  static ObjectName name(Path home) throws JMException {
    return new ObjectName(
        "io.acsexport:type=Exporter,home=" + ObjectName.quote(home.toAbsolutePath().toString()));
  }

  @Override
  public void close() {
    if (name == null) {
      return;
    }
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException gone) {
      LOG.debug("The exporter was not shown over JMX any more: {}", gone.toString());
    } catch (JMException | RuntimeException e) {
      LOG.warn("The exporter stays visible over JMX: {}", e.toString());
    }
  }
}
