package io.acsexport.core.bridge;

import io.acsexport.core.event.ExportEvent.AcsReference;
import io.acsexport.core.logging.LimitedSink;
import io.acsexport.core.logging.SinkLoggerFactory;
import io.acsexport.core.plugin.ClassFaultSink;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One engine, opened and steered by a host.
 *
 * <p>A bridge that cannot export (no usable configuration, no destination, a spool it cannot open)
 * says so in one log line and is <i>idle</i>: it takes every event and does nothing with it but
 * count. The host goes on as if there were no bridge, which is what its operator wants. It may stop
 * being idle, or become so, when the configuration changes.
 *
 * <p>Thread-safe. {@link #publish} may be called at any time between {@link #open} and {@link
 * #close}, also before {@link #start} and after {@link #stop}.
 */
public final class Bridge {

  private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

  private final EngineOpener.Opened opened;
  private final LongAdder ignored = new LongAdder();
  private volatile Opening opening = new Opening.Idle(false, "not opened yet", null);

  // Guarded by this, which is held for moments.
  private boolean started;
  private boolean stopped;

  private Bridge(BridgeOptions options, EngineOpener opener) {
    this.opened = opener.open(options, this::become);
  }

  /** The engine is there, or is no more; by the thread that opens it, then by that of reloads. */
  private void become(Opening next) {
    boolean wasIdle = opening instanceof Opening.Idle;
    synchronized (this) {
      opening = next;
      if (started && !stopped && next instanceof Opening.Opened now) {
        now.engine().start();
      }
    }
    if (next instanceof Opening.Idle idle) {
      if (idle.intended()) {
        LOG.info("{}", idle.reason());
      } else {
        LOG.error("{}", idle.reason(), idle.cause());
      }
    } else if (wasIdle && ignored.sum() > 0) {
      LOG.info("{} events were not exported before that, because the exporter was idle", ignored);
    }
  }

  /**
   * Opens the engine of a home directory. Takes as long as opening the spool takes; does no network
   * I/O.
   *
   * @param options {@code home} and {@code configuration} (paths, required), {@code node} (the
   *     host's own id of this server), {@code state} (the folder for the last good configuration);
   *     others are ignored
   * @param enabled whether the host's log takes a level (10 debug, 20 info, 30 warn, 40 error) of a
   *     logger
   * @param lines takes a log line: level, logger, message, throwable or null
   * @return a bridge, idle where the engine cannot export
   * @throws IllegalArgumentException when a required option is missing
   */
  public static Object open(
      Map<String, Object> options,
      BiPredicate<Integer, String> enabled,
      Consumer<@Nullable Object[]> lines) {
    if (LoggerFactory.getILoggerFactory() instanceof SinkLoggerFactory loggers) {
      loggers.attach(
          new ClassFaultSink(
              new LimitedSink(new HostSink(enabled, lines), HostSink::isOwn, System::nanoTime)));
    }
    return open(BridgeOptions.from(options), new ExporterOpener());
  }

  static Bridge open(BridgeOptions options, EngineOpener opener) {
    return new Bridge(options, opener);
  }

  /**
   * Takes one event. Every argument may be null; the id then becomes a new one.
   *
   * @param body the event's description as the host wrote it
   * @param eventId the row of the host's event table; so are the next three of that event's owner
   * @return null when the event is stored, or ignored by an idle bridge; else why it was refused
   */
  public @Nullable String publish(
      @Nullable String id,
      @Nullable String category,
      @Nullable String type,
      @Nullable String source,
      @Nullable String resourceType,
      @Nullable String resourceUuid,
      @Nullable String body,
      @Nullable Long eventId,
      @Nullable Long accountId,
      @Nullable String accountUuid,
      @Nullable Long domainId) {
    AcsReference reference =
        eventId == null && accountId == null && accountUuid == null && domainId == null
            ? null
            : new AcsReference(eventId, accountId, accountUuid, domainId);
    Opening now = opening;
    while (now instanceof Opening.Opened exporting) {
      String refusal =
          exporting
              .engine()
              .publish(id, category, type, source, resourceType, resourceUuid, body, reference);
      Opening later = opening;
      if (refusal == null || later == now) {
        return refusal;
      }
      now = later; // an engine that was being closed refuses what the next one may take
    }
    ignored.increment();
    return null;
  }

  /** Begins delivery. */
  public synchronized void start() {
    started = true;
    if (opening instanceof Opening.Opened exporting) {
      exporting.engine().start();
    }
  }

  /**
   * Ends delivery once everything stored is delivered or the time is over: the configured drain
   * time, or the host's limit if that is shorter. Events go on being stored and are delivered after
   * the next start. No effect the second time.
   *
   * @param limitMillis what the host can wait at most
   * @return whether everything was delivered
   */
  public boolean stop(long limitMillis) {
    synchronized (this) {
      stopped = true;
    }
    if (opening instanceof Opening.Opened exporting) {
      Duration limit = Duration.ofMillis(limitMillis);
      Duration drain = exporting.drainTimeout();
      boolean drained = exporting.engine().stop(drain.compareTo(limit) < 0 ? drain : limit);
      if (!drained) {
        LOG.info(
            "Delivery ended before everything was delivered; the rest is kept and delivered after"
                + " the next start");
      }
      return drained;
    }
    if (ignored.sum() > 0) {
      LOG.info("{} events were not exported, because the exporter was idle", ignored.sum());
    }
    return true;
  }

  /**
   * What the engine is doing: {@code state}, {@code detail}, {@code ignored} and, about the
   * configuration file, {@code configuration}, for people.
   */
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    if (opening instanceof Opening.Opened exporting) {
      status.put("state", "RUNNING");
      status.put("detail", exporting.engine().status());
    } else if (opening instanceof Opening.Idle idle) {
      status.put("state", "IDLE");
      status.put("detail", idle.reason());
    }
    status.put("ignored", ignored.sum());
    status.put("configuration", opened.status());
    return status;
  }

  /** Ends the engine and lets go of its files. No call may follow. */
  public void close() {
    try {
      opened.close();
    } finally {
      RecordCaches.release();
      ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
      if (loggers instanceof SinkLoggerFactory sinks) {
        sinks.detach();
      }
    }
  }
}
