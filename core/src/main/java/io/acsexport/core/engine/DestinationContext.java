package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.transport.Meters;
import io.acsexport.transport.Notice;
import io.acsexport.transport.Settings;
import io.acsexport.transport.SpoolIdentity;
import io.acsexport.transport.TransportContext;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one transport of one destination is given. */
record DestinationContext(
    DestinationConfig config,
    String node,
    SpoolPlace place,
    int maxMessageBytes,
    Clock clock,
    Meters meters,
    ScheduledExecutorService timer,
    Consumer<Notice> notices,
    ThreadFactory threads)
    implements TransportContext {

  private static final Logger LOG = LoggerFactory.getLogger(DestinationContext.class);

  DestinationContext(
      DestinationConfig config,
      String node,
      SpoolPlace place,
      int maxMessageBytes,
      Clock clock,
      Meters meters,
      ScheduledExecutorService timer,
      Consumer<Notice> notices) {
    this(
        config,
        node,
        place,
        maxMessageBytes,
        clock,
        meters,
        timer,
        notices,
        new NamedThreads("acs-export-transport-" + config.name()));
  }

  @Override
  public String destination() {
    return config.name();
  }

  @Override
  public Settings settings() {
    return config.settings();
  }

  @Override
  public SpoolIdentity identity() {
    return place.identity();
  }

  @Override
  public boolean isOwnBoot(UUID boot) {
    return place.boots().contains(boot);
  }

  @Override
  public long bootSequence() {
    return place.bootSequence();
  }

  @Override
  public long position() {
    return place.position().getAsLong();
  }

  @Override
  public Duration sendTimeout() {
    return config.delivery().sendTimeout();
  }

  @Override
  public int maxBatchMessages() {
    return config.delivery().maxBatchMessages();
  }

  @Override
  public int maxBatchBytes() {
    return config.delivery().maxBatchBytes();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Future<?> future =
        timer.schedule(
            () -> {
              // The timer's thread outlives the transport whose loader it was started with.
              Thread.currentThread().setContextClassLoader(loader);
              try {
                task.run();
              } catch (RuntimeException | LinkageError e) {
                LOG.warn(
                    "Destination {}: a task its transport had scheduled failed.", destination(), e);
              } finally {
                Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
              }
            },
            delay.toNanos(),
            TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void notice(Notice notice) {
    notices.accept(notice);
  }
}
