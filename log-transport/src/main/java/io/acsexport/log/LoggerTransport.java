package io.acsexport.log;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events as lines of the log. A log confirms nothing, so delivered means no more than handed over;
 * but where the log would drop the lines nothing is claimed to be delivered.
 */
final class LoggerTransport implements Transport, Checkable {

  static final String LOGGER = "io.acsexport.log.events";

  private final LoggerSettings settings;
  private final Logger logger;
  private volatile Health health = Health.idle();
  private volatile boolean closed;

  LoggerTransport(LoggerSettings settings) {
    this(settings, LoggerFactory.getLogger(LOGGER));
  }

  LoggerTransport(LoggerSettings settings, Logger logger) {
    this.settings = settings;
    this.logger = logger;
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) throws TransportException {
    if (closed) {
      throw new TransportException(FailureCode.CLOSED, "the transport was closed", null);
    }
    if (!logger.isEnabledForLevel(settings.level())) {
      Failure failure = levelIsOff();
      health = Health.down(failure);
      throw new TransportException(failure, null);
    }
    for (OutboundMessage message : batch) {
      logger.atLevel(settings.level()).log(line(message));
    }
    health = Health.up("writes to the log as " + LOGGER);
    return CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size()));
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public List<Notice> check(Duration timeout) {
    return List.of(
        Notice.warning(
            LOGGER,
            "a log confirms nothing: events count as delivered once they are handed to it",
            "Use it for trials; 'file' is synced to disk before events count as delivered."));
  }

  @Override
  public void close(Duration timeout) {
    closed = true;
    health = Health.idle();
  }

  private Failure levelIsOff() {
    return new Failure(
        FailureCode.CONFIGURATION,
        "the log drops lines of level " + settings.level() + " from " + LOGGER,
        "Raise that logger's level in the log's configuration, or write another 'level'.");
  }

  private String line(OutboundMessage message) {
    StringBuilder line = new StringBuilder(200);
    line.append("Event for ").append(settings.destination()).append(':');
    message
        .headers()
        .forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    if (message.key() != null) {
      line.append(" key=").append(message.key());
    }
    byte[] body = message.body();
    String rest = body == null ? " no body" : " body=" + Excerpt.of(body, settings.bodyLimit());
    return Excerpt.oneLine(line.toString()) + rest;
  }
}
