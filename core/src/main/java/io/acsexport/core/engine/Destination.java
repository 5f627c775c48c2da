package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.deadletter.DeadLetterLog;
import io.acsexport.core.delivery.DestinationWorker;
import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolCursor;
import io.acsexport.transport.Notice;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that belongs to one destination, put together. */
final class Destination {

  private static final Logger LOG = LoggerFactory.getLogger(Destination.class);

  private final String name;
  private final Spool spool;
  private final DestinationTransports transports;
  private final DeadLetterLog deadLetters;
  private final DestinationWorker worker;
  private boolean started;

  private Destination(
      String name,
      Spool spool,
      DestinationTransports transports,
      DeadLetterLog deadLetters,
      DestinationWorker worker) {
    this.name = name;
    this.spool = spool;
    this.transports = transports;
    this.deadLetters = deadLetters;
    this.worker = worker;
  }

  static Destination open(DestinationConfig config, Surroundings surroundings) throws IOException {
    Spool spool = surroundings.spool();
    SpoolCursor cursor = spool.openCursor(config.name(), config.start(), config.whenFull());
    DestinationTransports transports =
        new DestinationTransports(
            config,
            surroundings.node(),
            SpoolPlace.of(spool, cursor),
            surroundings.maxBody(),
            surroundings.clock(),
            surroundings.registry(),
            notice -> tell(config, notice));
    DeadLetterLog deadLetters = surroundings.deadLettersOf(config.name());
    DestinationWorker worker =
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
            surroundings.registry());
    return new Destination(config.name(), spool, transports, deadLetters, worker);
  }

  String name() {
    return name;
  }

  synchronized void start() {
    if (!started) {
      started = true;
      worker.start();
    }
  }

  boolean stop(Duration drain) {
    return worker.stop(drain);
  }

  WorkerStatus status() {
    return worker.status();
  }

  void close() {
    worker.close();
    transports.close();
    deadLetters.close();
    spool.closeCursor(name);
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
