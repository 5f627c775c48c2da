package io.acsexport.acs;

import com.cloud.utils.component.ManagerBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBus;
import org.apache.cloudstack.framework.events.EventBusException;
import org.apache.cloudstack.framework.events.EventSubscriber;
import org.apache.cloudstack.framework.events.EventTopic;
import org.apache.cloudstack.utils.identity.ManagementServerNode;
import org.jspecify.annotations.Nullable;

/**
 * The bus that CloudStack publishes to. It hands events to the engine, which stores them on disk
 * and delivers them, and it keeps everything that could go wrong away from CloudStack: nothing but
 * {@link EventBusException} leaves {@link #publish}, nothing at all leaves the life-cycle methods,
 * and no call goes back into CloudStack.
 *
 * <p>CloudStack calls {@code configure}, perhaps {@code publish}, {@code start}, and at shutdown
 * {@code stop} twice; it publishes after that too. So events are stored from {@code configure}
 * until the JVM ends, and delivered between {@code start} and {@code stop}.
 *
 * <p>Where the engine cannot run (a JVM before Java 17, no engine installed) one ERROR line says
 * what to do, and events are ignored from then on: an exception for each would only fill the log.
 * An engine that runs but has no usable configuration does the same.
 *
 * <p>Not final, in case an operator's Spring puts a proxy around it. It must not touch the
 * inherited {@code logger}, which older CloudStacks do not have.
 */
public class AcsEventBus extends ManagerBase implements EventBus {

  /** The name of the bus, for CloudStack's setting {@code event.buses.exclude}. */
  public static final String NAME = "acs-export";

  /** The system property that names the engine's directory. */
  public static final String HOME_PROPERTY = "acs-export.home";

  /** The system property that names the configuration file. */
  public static final String CONFIGURATION_PROPERTY = "acs-export.config";

  private static final String DEFAULT_HOME = "/usr/share/acs-export";
  private static final String DEFAULT_CONFIGURATION = "/etc/acs-export/acs-export.conf";

  private final HostLog log;
  private final int javaFeature;
  private final LimitedLog failures;

  /** Made in advance: when it is needed there is no room for a new one. */
  private final EventBusException outOfMemory =
      new EventBusException("acs-export failed inside: " + OutOfMemoryError.class.getName());

  private @Nullable String home;
  private @Nullable String configurationFile;
  private boolean configured;
  private boolean started;
  private boolean stopped;
  private volatile EventReceiver receiver = new ClosedReceiver("acs-export is not configured yet");
  private volatile @Nullable Subscribers subscribers;

  /** Called by Spring. */
  public AcsEventBus() {
    this(HostLog.find(), Runtime.version().feature());
  }

  AcsEventBus(HostLog log, int javaFeature) {
    this.log = log;
    this.javaFeature = javaFeature;
    this.failures = new LimitedLog(log, System::nanoTime);
  }

  /**
   * The engine's directory, {@code /usr/share/acs-export} by default; the system property {@value
   * #HOME_PROPERTY} comes before it.
   */
  public void setHome(@Nullable String home) {
    this.home = home;
  }

  /**
   * The configuration file, {@code /etc/acs-export/acs-export.conf} by default; the system property
   * {@value #CONFIGURATION_PROPERTY} comes before it.
   */
  public void setConfigurationFile(@Nullable String configurationFile) {
    this.configurationFile = configurationFile;
  }

  /** Always {@value #NAME}, whatever the bean is called. */
  @Override
  public String getName() {
    return NAME;
  }

  /** Opens the engine. Always true: CloudStack drops a whole module where this fails. */
  @Override
  public synchronized boolean configure(String name, Map<String, Object> params) {
    if (configured) {
      return true;
    }
    configured = true;
    try {
      Path engineHome = path(HOME_PROPERTY, home, DEFAULT_HOME);
      Path file = path(CONFIGURATION_PROPERTY, configurationFile, DEFAULT_CONFIGURATION);
      SharedEngine.Seat seat =
          SharedEngine.join(
              engineHome.toAbsolutePath().normalize().toString(),
              file.toAbsolutePath().normalize().toString(),
              log,
              () -> openEngine(engineHome, file));
      receiver = seat;
      subscribers = seat.subscribers();
    } catch (Throwable e) {
      receiver = idle("the exporter failed to start: " + e, e);
    }
    return true;
  }

  private EventReceiver openEngine(Path engineHome, Path file) {
    try {
      return new EngineLoader(javaFeature, log).open(engineHome, file, node());
    } catch (UnusableEngineException e) {
      return idle(String.valueOf(e.getMessage()), e.getCause());
    } catch (Throwable e) {
      return idle("the exporter failed to start: " + e, e);
    }
  }

  private EventReceiver idle(String reason, @Nullable Throwable cause) {
    log.report(
        HostLog.ERROR,
        "No event is exported: " + reason + ". Restart the management server afterwards",
        // An I/O error is said in full by the reason.
        cause instanceof IOException ? null : cause);
    return new IdleReceiver(log);
  }

  /** Begins delivery. Always true. */
  @Override
  public synchronized boolean start() {
    if (!started) {
      started = true;
      try {
        receiver.start();
      } catch (Throwable e) {
        log.report(HostLog.ERROR, "Delivery could not begin; events are stored all the same", e);
      }
    }
    return true;
  }

  /** Ends delivery; events go on being stored. Always true. */
  @Override
  public synchronized boolean stop() {
    if (!stopped) {
      stopped = true;
      try {
        receiver.stop();
      } catch (Throwable e) {
        log.report(HostLog.ERROR, "Delivery did not end in order; what is stored is kept", e);
      }
    }
    return true;
  }

  /**
   * Stores the event for delivery, without waiting for any broker.
   *
   * @throws EventBusException when the event was refused, or its outcome is not known
   */
  @Override
  public void publish(@Nullable Event event) throws EventBusException {
    try {
      if (event == null) {
        throw new EventBusException("acs-export was given no event");
      }
      receiver.publish(event);
    } catch (EventBusException e) {
      throw e;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** CloudStack prints the message of what a bus throws, and drops its cause. */
  private EventBusException failure(Throwable cause) {
    try {
      failures.log(HostLog.ERROR, "The exporter failed inside; an event may be lost", cause);
    } catch (Throwable e) {
      // The exception says it as well.
    }
    try {
      EventBusException failure =
          new EventBusException("acs-export failed inside: " + cause.getClass().getName());
      failure.initCause(cause);
      return failure;
    } catch (OutOfMemoryError e) {
      return outOfMemory;
    }
  }

  /**
   * Hands events on this topic to the subscriber, on a thread of the bus; null, the empty text and
   * {@code *} stand for anything, case does not matter, and a dot is as good as a hyphen. One
   * subscription gets each event once, whichever bean of this bus CloudStack publishes to.
   *
   * @return the id by which to unsubscribe
   */
  @Override
  public UUID subscribe(@Nullable EventTopic topic, @Nullable EventSubscriber subscriber)
      throws EventBusException {
    try {
      return active().subscribe(topic, subscriber);
    } catch (EventBusException e) {
      throw e;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * Ends a subscription.
   *
   * @throws EventBusException when there is no such subscription
   */
  @Override
  public void unsubscribe(@Nullable UUID subscriberId, @Nullable EventSubscriber subscriber)
      throws EventBusException {
    active().unsubscribe(subscriberId);
  }

  private Subscribers active() throws EventBusException {
    Subscribers active = subscribers;
    if (active == null) {
      throw new EventBusException("acs-export is not configured yet");
    }
    return active;
  }

  /**
   * Closes the engine and lets go of its files and classes, for good: events are refused
   * afterwards. CloudStack never calls this; it is for those who end a bus without ending the JVM.
   * (It is not called {@code close}, which Spring would find and call.)
   */
  public synchronized void release() {
    configured = true;
    EventReceiver last = receiver;
    receiver = new ClosedReceiver("acs-export is released");
    try {
      last.close();
    } catch (Throwable e) {
      log.report(HostLog.WARN, "The exporter did not close in order; what is stored is kept", e);
    }
  }

  private static Path path(String property, @Nullable String bean, String byDefault) {
    String value = System.getProperty(property, "");
    if (value.isBlank()) {
      value = bean == null || bean.isBlank() ? byDefault : bean;
    }
    return Path.of(value.strip());
  }

  /** The id by which CloudStack knows this server; null where it cannot say. */
  private static @Nullable String node() {
    try {
      return Long.toString(ManagementServerNode.getManagementServerId());
    } catch (Throwable e) {
      return null;
    }
  }
}
