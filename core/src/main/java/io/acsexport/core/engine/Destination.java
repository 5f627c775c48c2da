package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.deadletter.DeadLetterLog;
import io.acsexport.core.delivery.DestinationWorker;
import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.metrics.ExporterMetrics;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolCursor;
import io.acsexport.transport.Notice;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that belongs to one destination, put together. */
final class Destination {

  private static final Logger LOG = LoggerFactory.getLogger(Destination.class);

  private final DestinationConfig config;
  private final Map<String, String> attributes;
  private final Spool spool;
  private final SpoolCursor cursor;
  private final ExporterMetrics metrics;
  private final DestinationTransports transports;
  private final DeadLetterLog deadLetters;
  private final DestinationWorker worker;
  private boolean started;
  private volatile boolean leaving;

  private Destination(DestinationConfig config, SpoolCursor cursor, Surroundings surroundings)
      throws IOException {
    this.config = config;
    this.attributes = surroundings.attributes();
    this.spool = surroundings.spool();
    this.cursor = cursor;
    this.metrics = surroundings.metrics();
    this.deadLetters = surroundings.deadLettersOf(config.name());
    this.transports =
        new DestinationTransports(
            config,
            surroundings.node(),
            SpoolPlace.of(spool, cursor),
            surroundings.maxBody(),
            surroundings.clock(),
            surroundings.metrics().registry(),
            notice -> tell(config, notice));
    this.worker =
        new DestinationWorker(
            config.name(),
            cursor,
            surroundings.messagesOf(config),
            transports,
            deadLetters,
            config.delivery(),
            surroundings.clock(),
            // Not RandomGenerator.getDefault(): on JDK 17 it finds nothing from behind an isolated
            // loader.
            new SplittableRandom(),
            surroundings.metrics().registry());
    Instant pausedSince = PausedDestinations.of(surroundings.options()).since(config.name());
    if (pausedSince != null) {
      worker.pause();
      LOG.warn(
          "Destination {} is paused since {}: nothing is delivered to it and its backlog grows until"
              + " 'acs-export resume {}'.",
          config.name(),
          pausedSince,
          config.name());
    }
    DestinationMeters.register(
        surroundings.metrics().registry(),
        config.name(),
        worker::status,
        () -> surroundings.deadLetterBytes().getOrDefault(config.name(), 0L),
        surroundings.clock());
  }

  /** Opens its place in the spool. */
  static Destination open(DestinationConfig config, Surroundings surroundings) throws IOException {
    SpoolCursor cursor =
        surroundings.spool().openCursor(config.name(), config.start(), config.whenFull());
    return at(cursor, config, surroundings);
  }

  /** Goes on where another of its name has {@linkplain #retire() retired}. */
  static Destination succeeding(DestinationConfig config, Surroundings surroundings)
      throws IOException {
    return at(
        surroundings.spool().handOverCursor(config.name(), config.whenFull()),
        config,
        surroundings);
  }

  private static Destination at(
      SpoolCursor cursor, DestinationConfig config, Surroundings surroundings) throws IOException {
    try {
      return new Destination(config, cursor, surroundings);
    } catch (IOException | RuntimeException e) {
      surroundings.spool().closeCursor(config.name());
      throw e;
    }
  }

  String name() {
    return config.name();
  }

  /** Whether its own settings are these. */
  boolean worksLike(DestinationConfig other) {
    return config.worksLike(other);
  }

  /**
   * Whether it can go on as it is with these settings, in an installation with these attributes.
   */
  boolean worksLike(DestinationConfig other, Map<String, String> otherAttributes) {
    return config.worksLike(other) && attributes.equals(otherAttributes);
  }

  synchronized void start() {
    if (!started && !leaving) {
      started = true;
      worker.start();
    }
  }

  boolean stop(Duration drain) {
    synchronized (this) {
      leaving = true;
    }
    return worker.stop(drain);
  }

  WorkerStatus status() {
    return worker.status();
  }

  /** The name of its transport. */
  String transport() {
    return config.provider().name();
  }

  /** Up to which sequence it has resolved everything. */
  long position() {
    return cursor.position();
  }

  DeadLetterLog deadLetters() {
    return deadLetters;
  }

  void pause() {
    worker.pause();
  }

  void resume() {
    worker.resume();
  }

  /** Whether it was asked to stop; there is no way back. */
  boolean leaving() {
    return leaving;
  }

  /** Whether it was stopped and nothing of it runs any more. */
  boolean ended() {
    return worker.ended();
  }

  /** Lets go of everything but its place in the spool, which its successor takes over. */
  void retire() {
    worker.close();
    transports.close();
    deadLetters.close();
    metrics.forgetDestination(config.name());
  }

  void close() {
    retire();
    spool.closeCursor(config.name());
  }

  private static void tell(DestinationConfig config, Notice notice) {
    String line =
        notice.remedy().isEmpty() ? notice.message() : notice.message() + " " + notice.remedy();
    switch (notice.level()) {
      case INFO -> LOG.info("Destination {}: {}: {}", config.name(), notice.subject(), line);
      case WARNING -> LOG.warn("Destination {}: {}: {}", config.name(), notice.subject(), line);
      case ERROR -> LOG.error("Destination {}: {}: {}", config.name(), notice.subject(), line);
    }
  }
}
