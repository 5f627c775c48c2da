package io.acsexport.rabbitmq;

import io.acsexport.transport.OutboundMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a message goes.
 *
 * @param exchange name of the exchange
 * @param routingKey by which the exchange finds queues
 */
record Target(String exchange, String routingKey) {

  /** AMQP writes the length of a name into one byte. */
  static final int LONGEST_NAME = 255;

  /** As the operator's templates say. */
  static Target of(OutboundMessage message) {
    return new Target(
        message.route(RabbitTransportProvider.EXCHANGE_NAME),
        message.route(RabbitTransportProvider.ROUTING_KEY));
  }

  /** What AMQP cannot express of it, or null where it can. */
  @Nullable String problem() {
    if (exchange.isEmpty()) {
      return "the exchange's name is empty";
    }
    if (length(exchange) > LONGEST_NAME) {
      return "the exchange's name " + tooLong(exchange);
    }
    return length(routingKey) > LONGEST_NAME ? "the routing key " + tooLong(routingKey) : null;
  }

  private static String tooLong(String name) {
    return "'" + name + "' has " + length(name) + " bytes; AMQP allows " + LONGEST_NAME;
  }

  private static int length(String text) {
    // Three bytes are the most a char takes, so that short names need no encoding.
    return text.length() * 3 <= LONGEST_NAME
        ? text.length()
        : text.getBytes(StandardCharsets.UTF_8).length;
  }
}
