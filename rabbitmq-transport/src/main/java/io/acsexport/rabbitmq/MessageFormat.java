package io.acsexport.rabbitmq;

import com.rabbitmq.client.AMQP;
import io.acsexport.transport.OutboundMessage;
import java.util.Collections;
import java.util.Date;
import java.util.Map;

/**
 * How messages look. Body, delivery mode, content type and priority are those of CloudStack's own
 * RabbitMQ bus; that one sets no message id, time stamp or headers.
 */
final class MessageFormat {

  private static final int TRANSIENT = 1;
  private static final int PERSISTENT = 2;
  private static final byte[] EMPTY = {};

  private final int deliveryMode;

  MessageFormat(boolean persistent) {
    this.deliveryMode = persistent ? PERSISTENT : TRANSIENT;
  }

  /** The properties of a message. AMQP's time stamp has whole seconds. */
  AMQP.BasicProperties properties(OutboundMessage message) {
    Map<String, Object> headers = Collections.unmodifiableMap(message.headers());
    return new AMQP.BasicProperties.Builder()
        .contentType(message.contentType())
        .deliveryMode(deliveryMode)
        .priority(0)
        .messageId(message.id())
        .timestamp(Date.from(message.acceptedAt()))
        .headers(headers)
        .build();
  }

  /** AMQP knows no absent body: an event without one has an empty one. */
  static byte[] body(OutboundMessage message) {
    byte[] body = message.body();
    return body == null ? EMPTY : body;
  }
}
