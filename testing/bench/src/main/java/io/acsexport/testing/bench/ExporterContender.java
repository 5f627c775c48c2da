package io.acsexport.testing.bench;

import io.acsexport.acs.AcsEventBus;
import io.acsexport.testing.CapturedEvent;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;

/** The exporter as it ships, called as a management server calls it. */
final class ExporterContender implements Contender {

  private static final long SHORTEST_LOOK_MILLIS = 2;
  private static final long LONGEST_LOOK_MILLIS = 200;

  /** No contender is faster. */
  private static final long EVENTS_A_MILLI = 500;

  private static final int TRIES = 1_000;
  private static final long AFTER_REFUSAL_NANOS = 1_000_000;

  private final AcsEventBus bus = new AcsEventBus();
  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName bean;
  private final double configureSeconds;

  ExporterContender(Path home, Path configuration) throws JMException {
    bus.setHome(home.toString());
    bus.setConfigurationFile(configuration.toString());
    long begin = System.nanoTime();
    bus.configure(bus.getName(), Map.of());
    configureSeconds = (System.nanoTime() - begin) / 1e9;
    bus.start();
    bean =
        beans.queryNames(new ObjectName("io.acsexport:type=Exporter,*"), null).stream()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the exporter did not open"));
  }

  @Override
  public Call prepare(CapturedEvent captured) {
    Event event = event(captured);
    return () -> bus.publish(event);
  }

  /** Until everything is delivered. */
  @Override
  public void settle() throws JMException, InterruptedException {
    awaitBacklog();
  }

  @Override
  public void store(List<CapturedEvent> events) throws EventBusException {
    for (CapturedEvent captured : events) {
      publish(event(captured));
    }
  }

  /** A disk that others keep busy may refuse an event; that it took longer then counts. */
  private void publish(Event event) throws EventBusException {
    for (int left = TRIES; ; left--) {
      try {
        bus.publish(event);
        return;
      } catch (EventBusException e) {
        if (left == 0) {
          throw e;
        }
        LockSupport.parkNanos(AFTER_REFUSAL_NANOS);
      }
    }
  }

  /** Also publishes them first, unless that list is empty. */
  @Override
  public void deliver(List<CapturedEvent> events)
      throws EventBusException, JMException, InterruptedException {
    store(events);
    awaitBacklog();
  }

  @Override
  public Map<String, Double> figures() {
    try {
      return Map.of(
          "configure-seconds",
          configureSeconds,
          "spool-bytes",
          ((Number) beans.getAttribute(bean, "SpoolUsedBytes")).doubleValue());
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    // The JVM ends; what is left in the spool is nobody's.
  }

  /** Looks seldom while much is left: each look takes a millisecond from what is measured. */
  private void awaitBacklog() throws JMException, InterruptedException {
    for (long left = backlog(); left > 0; left = backlog()) {
      TimeUnit.MILLISECONDS.sleep(
          Math.min(LONGEST_LOOK_MILLIS, Math.max(SHORTEST_LOOK_MILLIS, left / EVENTS_A_MILLI)));
    }
  }

  private long backlog() throws JMException {
    long most = 0;
    for (CompositeData each : (CompositeData[]) beans.getAttribute(bean, "Destinations")) {
      most = Math.max(most, (Long) each.get("backlogEvents"));
    }
    return most;
  }

  private static Event event(CapturedEvent captured) {
    Event event =
        new Event(
            captured.source(),
            captured.category(),
            captured.type(),
            captured.resourceType(),
            captured.resourceUuid());
    event.setDescription(captured.description());
    event.setEventId(captured.eventId());
    event.setEventUuid(captured.eventUuid());
    event.setResourceAccountId(captured.accountId());
    event.setResourceAccountUuid(captured.accountUuid());
    event.setResourceDomainId(captured.domainId());
    return event;
  }
}
