package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.delivery.TransportFactory;
import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;

/**
 * Makes the transports of one destination, one after the other, and owns what they are given:
 * timer, thread names, meters. Thread-safe.
 *
 * <p>Used by delivery, which makes a new transport whenever one had to be abandoned, and by the
 * commands that look at a broker without an exporter.
 */
public final class DestinationTransports implements TransportFactory, AutoCloseable {

  private static final int MAX_NOTICES_KEPT = 100;

  private final DestinationConfig destination;
  private final String node;
  private final SpoolPlace place;
  private final int maxMessageBytes;
  private final Clock clock;
  private final TransportMeters meters;
  private final Consumer<Notice> notices;
  private final Set<Notice> told = new HashSet<>();
  private final ScheduledThreadPoolExecutor timer;

  /**
   * For a destination; nothing is created or started yet.
   *
   * @param maxBody the longest body of an event, in bytes
   * @param notices told each notice of a transport once, however many transports are made
   */
  public DestinationTransports(
      DestinationConfig destination,
      String node,
      SpoolPlace place,
      int maxBody,
      Clock clock,
      MeterRegistry registry,
      Consumer<Notice> notices) {
    this.destination = destination;
    this.node = node;
    this.place = place;
    this.maxMessageBytes = destination.format().maxBytes(maxBody);
    this.clock = clock;
    this.meters = new TransportMeters(registry, destination.name());
    this.notices = notices;
    // Starts its one thread with the first task: most transports never schedule any.
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, new NamedThreads("acs-export-timer-" + destination.name()));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public synchronized Transport create() throws SettingException {
    timer.getQueue().clear();
    meters.clear();
    return destination
        .provider()
        .create(
            new DestinationContext(
                destination, node, place, maxMessageBytes, clock, meters, timer, this::tellOnce));
  }

  private synchronized void tellOnce(Notice notice) {
    if (told.size() < MAX_NOTICES_KEPT && told.add(notice)) {
      notices.accept(notice);
    }
  }

  /** Ends the timer. The transports themselves are closed by whoever asked for them. */
  @Override
  public void close() {
    timer.shutdownNow();
    meters.clear();
  }
}
