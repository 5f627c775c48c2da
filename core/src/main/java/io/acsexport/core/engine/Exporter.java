package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.event.CorruptEventException;
import io.acsexport.core.event.EventCodec;
import io.acsexport.core.event.EventIntake;
import io.acsexport.core.event.EventRefusedException;
import io.acsexport.core.event.ExportEvent.Addressing;
import io.acsexport.core.event.PayloadBuffer;
import io.acsexport.core.metrics.ExporterMetrics;
import io.acsexport.core.redaction.Redactor;
import io.acsexport.core.spool.RefusedException;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine: stores what the host publishes and delivers it from there.
 *
 * <p>Life: {@link #open} recovers the spool, {@link #start} begins delivery, {@link #stop} ends it
 * after a drain, {@link #close} lets go of the spool. {@link #publish} works from the first to the
 * last, also before the start and after the stop: a host publishes at both times, and what it
 * publishes then is delivered after the next start.
 *
 * <p>All methods are thread-safe.
 */
public final class Exporter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  /** A disk that does not answer must not hold up the host's stop. */
  private static final Duration CURSOR_LIMIT = Duration.ofSeconds(2);

  private final String node;
  private final Spool spool;
  private final ExporterConfig opened;
  private final int maxBody;
  private volatile EventIntake intake;
  private volatile long publishTimeoutNanos;
  private final BufferPool buffers = new BufferPool();
  private final ExporterMetrics metrics;
  private final PublishMeters meters;
  private final SpoolOptions spoolOptions;
  private final Clock clock;
  private final DestinationSet destinations;

  private Exporter(
      ExporterConfig config,
      String node,
      Spool spool,
      SpoolOptions spoolOptions,
      Clock clock,
      ExporterMetrics metrics,
      DestinationSet destinations) {
    this.opened = config;
    this.node = node;
    this.spool = spool;
    this.spoolOptions = spoolOptions;
    this.clock = clock;
    this.maxBody = config.spool().maxRecordSize();
    this.intake = intakeOf(config);
    this.publishTimeoutNanos = config.publishTimeout().toNanos();
    this.metrics = metrics;
    this.meters = new PublishMeters(metrics);
    SpoolMeters.register(metrics, spool);
    this.destinations = destinations;
  }

  /**
   * Opens the spool, recovering it, and prepares every destination without connecting to any.
   *
   * @param node the id of this management server, fit for client ids
   * @throws IOException when the spool cannot be opened; the message says which file and what to do
   */
  public static Exporter open(ExporterConfig config, String node, Clock clock) throws IOException {
    int maxBody = config.spool().maxRecordSize();
    SpoolOptions options = withRoomForProperties(config.spool());
    Spool spool = Spool.open(options, clock);
    try {
      ExporterMetrics metrics = new ExporterMetrics();
      Surroundings surroundings =
          new Surroundings(node, config.attributes(), maxBody, spool, options, clock, metrics);
      return new Exporter(
          config,
          node,
          spool,
          options,
          clock,
          metrics,
          DestinationSet.open(config.destinations(), surroundings));
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  /** The bound that an operator sets is that of the body alone. */
  static SpoolOptions withRoomForProperties(SpoolOptions options) {
    return new SpoolOptions(
        options.directory(),
        options.maxSize(),
        options.minFree(),
        options.maxRecordSize() + EventIntake.MAX_ENVELOPE_BYTES,
        options.segmentSize(),
        options.fsync());
  }

  private EventIntake intakeOf(ExporterConfig config) {
    return new EventIntake(node, new Redactor(config.redaction()), maxBody);
  }

  /**
   * Goes on with another configuration, while events are published and delivered. Destinations that
   * are the same in it are not disturbed; one that is changed goes on at its own place, at most
   * repeating what was not confirmed; one that is removed keeps its backlog. Redaction and {@code
   * publish-timeout} count from the next event on, attributes in each message sent from now on. The
   * spool and the node stay what they are.
   *
   * @param nextNode what {@link #open} would be given now
   * @throws IOException when a destination could not be opened; everything else was done, and
   *     giving the same again tries that one alone
   * @throws IllegalStateException after {@link #close}
   */
  public Reconfiguration reconfigure(ExporterConfig next, String nextNode) throws IOException {
    intake = intakeOf(next);
    publishTimeoutNanos = next.publishTimeout().toNanos();
    return destinations.reconfigure(
        next.destinations(), next.attributes(), RestartKeys.of(opened, node, next, nextNode));
  }

  /**
   * Whether a destination runs whose transport was made with these very settings: nothing about
   * them needs to be checked.
   */
  public boolean serves(DestinationConfig destination) {
    Destination running = destinations.find(destination.name());
    return running != null && running.worksLike(destination);
  }

  /** Begins delivery to all destinations. No effect the second time. */
  public void start() {
    destinations.start();
  }

  /**
   * Stores an event. Returns within the configured {@code publish-timeout} whatever brokers do; an
   * interrupted thread keeps its flag and its event is stored all the same.
   *
   * @throws PublishRefusedException when the event was not stored, or it cannot be said whether it
   *     was
   */
  public void publish(PublishRequest request) throws PublishRefusedException {
    long start = System.nanoTime();
    PayloadBuffer buffer = buffers.take();
    try {
      request.encode(intake, buffer);
      spool.append(buffer.array(), 0, buffer.length(), publishTimeoutNanos);
      meters.accepted();
    } catch (EventRefusedException e) {
      throw meters.refused(PublishMeters.label(e.reason()), false, e);
    } catch (RefusedException e) {
      throw meters.refused(PublishMeters.label(e.reason()), e.reason().outcomeUnknown(), e);
    } finally {
      finish(buffer, start);
    }
  }

  private void finish(PayloadBuffer buffer, long start) {
    try {
      buffers.giveBack(buffer);
      meters.took(System.nanoTime() - start);
    } catch (OutOfMemoryError e) {
      // What became of the event is decided; this must not make a failure of it.
    }
  }

  /**
   * Ends delivery: goes on until what is stored now is delivered or the time is over. Events
   * published afterwards are stored for the next start. No effect the second time.
   *
   * @return whether everything was delivered
   */
  public boolean stop(Duration drain) {
    boolean drained = destinations.stop(drain);
    keepCursors();
    return drained;
  }

  /**
   * The host may end right after the stop, without a close: what was just delivered would come
   * again.
   */
  private void keepCursors() {
    Thread sync =
        new NamedThreads("acs-export-stop-spool")
            .newThread(
                () -> {
                  try {
                    spool.syncNow();
                  } catch (IOException e) {
                    LOG.warn(
                        "The cursors were not written at the stop, so that events delivered last may"
                            + " be repeated after the next start: {}",
                        e.getMessage());
                  }
                });
    sync.start();
    try {
      sync.join(CURSOR_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All meters, in Prometheus' text format; see {@link ExporterMetrics#text()}. */
  public String metrics() {
    return metrics.text();
  }

  /** Counts a changed configuration in the metrics: taken over, or refused. */
  public void reloaded(boolean applied) {
    metrics.reloaded(applied);
  }

  /** What was and is being done. */
  public ExporterStatus status() {
    return new ExporterStatus(
        node,
        spool.identity(),
        meters.acceptedCount(),
        meters.refusedCounts(),
        spool.stats(),
        destinations.status());
  }

  /** What an operator may do with this exporter while it runs. */
  public Operations operations() {
    return new Operations(this);
  }

  /** The destination of this name, or null where none is configured. */
  @Nullable Destination find(String name) {
    return destinations.find(name);
  }

  /** The names of all destinations, in alphabetical order. */
  List<String> destinationNames() {
    return destinations.all().stream().map(Destination::name).toList();
  }

  Spool spool() {
    return spool;
  }

  SpoolOptions spoolOptions() {
    return spoolOptions;
  }

  Clock clock() {
    return clock;
  }

  /**
   * As {@link #publish(PublishRequest)}, for some destinations alone.
   *
   * @param only names; all destinations get it where there is none
   * @return the event's sequence
   */
  long publish(PublishRequest request, Set<String> only) throws PublishRefusedException {
    PayloadBuffer buffer = buffers.take();
    try {
      request.encode(intake, buffer);
      byte[] payload = Arrays.copyOf(buffer.array(), buffer.length());
      if (!only.isEmpty()) {
        payload = EventCodec.readdress(payload, new Addressing(only, null));
      }
      long sequence = spool.append(payload, 0, payload.length, publishTimeoutNanos);
      meters.accepted();
      return sequence;
    } catch (CorruptEventException e) {
      throw new IllegalStateException("an event just encoded cannot be read", e);
    } catch (EventRefusedException e) {
      throw meters.refused(PublishMeters.label(e.reason()), false, e);
    } catch (RefusedException e) {
      throw meters.refused(PublishMeters.label(e.reason()), e.reason().outcomeUnknown(), e);
    } finally {
      buffers.giveBack(buffer);
    }
  }

  /**
   * Ends delivery at once and closes the spool. What is undelivered is delivered after the next
   * open.
   */
  @Override
  public void close() {
    stop(Duration.ZERO);
    destinations.close();
    spool.close();
    metrics.close();
  }
}
