package io.acsexport.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.StrictExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the client does with exceptions of its own threads. A connection that breaks is no news
 * here: the session tells of it, once, and the client's stack trace would only repeat it.
 */
final class QuietExceptionHandler extends StrictExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(QuietExceptionHandler.class);

  @Override
  public void handleUnexpectedConnectionDriverException(Connection connection, Throwable cause) {
    LOG.debug("A connection to RabbitMQ ended", cause);
  }

  @Override
  protected void log(String message, Throwable e) {
    LOG.debug("{}", message, e);
  }
}
