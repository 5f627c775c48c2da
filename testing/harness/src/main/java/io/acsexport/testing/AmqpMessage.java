package io.acsexport.testing;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it arrived.
 *
 * @param exchange where it was published
 * @param routingKey with which key
 * @param redelivered whether the broker says that it may have been delivered before
 * @param properties its properties, headers included
 * @param body its bytes
 */
public record AmqpMessage(
    String exchange,
    String routingKey,
    boolean redelivered,
    AMQP.BasicProperties properties,
    byte[] body) {

  static AmqpMessage of(Delivery delivery) {
    return new AmqpMessage(
        delivery.getEnvelope().getExchange(),
        delivery.getEnvelope().getRoutingKey(),
        delivery.getEnvelope().isRedeliver(),
        delivery.getProperties(),
        delivery.getBody());
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** A header as text; null if it is not there. */
  public @Nullable String header(String name) {
    Map<String, Object> headers = properties.getHeaders();
    Object value = headers == null ? null : headers.get(name);
    return value == null ? null : value.toString();
  }
}
