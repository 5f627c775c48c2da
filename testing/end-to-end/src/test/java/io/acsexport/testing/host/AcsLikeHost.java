package io.acsexport.testing.host;

import java.io.IOException;
import org.apache.cloudstack.framework.events.EventBus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Boots, publishes before the buses are started, when all runs and after they are stopped, and
 * ends. What it prints is for the test.
 *
 * <p>Compiled against new libraries and run with old ones, so it uses only what both have.
 */
public final class AcsLikeHost {

  private static final Log LOG = LogFactory.getLog("org.apache.cloudstack.ServerDaemon");

  private AcsLikeHost() {}

  /** The name of this life; events begin with it. */
  static String label() {
    return System.getProperty("host.label", "host");
  }

  /** Lives one life. */
  public static void main(String[] args) throws IOException, InterruptedException {
    // During configure, start and stop CloudStack's context class loader is that of its web server.
    Thread.currentThread()
        .setContextClassLoader(new ClassLoader(AcsLikeHost.class.getClassLoader()) {});
    ModuleTree modules = ModuleTree.load("bootstrap");
    modules.start();
    LOG.info("Done initializing Spring");
    System.out.println("JAVA " + Runtime.version().feature());
    System.out.println("MODULES " + modules.names());
    EventDistributor distributor = modules.module("core").getBean(EventDistributor.class);
    for (EventBus bus : distributor.registry().registered()) {
      System.out.println("BUS " + bus.getName() + " " + bus.getClass().getName());
    }
    distributor.publishAndTell(label() + " running");
    WebhookBus webhooks = modules.module("webhook").getBean(WebhookBus.class);
    modules.stop();
    distributor.publishAndTell(label() + " after stop");
    System.out.println("WEBHOOKS " + webhooks.events());
  }
}
