package io.acsexport.testing.check;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.acsexport.testing.Amqp;
import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.AmqpMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a queue as any user of RabbitMQ would. */
public final class AmqpReader {

  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private AmqpReader() {}

  /**
   * Binds a queue of its own to a durable topic exchange, which is declared if it is not there.
   *
   * @param uri broker and virtual host
   */
  public static AmqpConsumer bind(String uri, String exchange, String... keys) throws IOException {
    try (Connection connection = Amqp.connect(uri);
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IOException(uri, e);
    }
    return AmqpConsumer.bound(uri, exchange, keys);
  }

  /**
   * Everything that arrives, in order.
   *
   * @param expected how many messages there should be; reads on for a moment to see further ones
   */
  public static List<Arrived> readAll(AmqpConsumer consumer, int expected)
      throws IOException, InterruptedException {
    List<AmqpMessage> messages = new ArrayList<>(consumer.read(expected, IDLE));
    messages.addAll(consumer.read(expected, MOMENT));
    return messages.stream().map(AmqpReader::arrived).toList();
  }

  /** Everything that arrives until for a while nothing does. */
  public static List<Arrived> readWhileAny(AmqpConsumer consumer, Duration idle)
      throws IOException, InterruptedException {
    return read(consumer, Integer.MAX_VALUE, idle);
  }

  /** The same, but so many at most. */
  public static List<Arrived> read(AmqpConsumer consumer, int most, Duration idle)
      throws IOException, InterruptedException {
    return consumer.read(most, idle).stream().map(AmqpReader::arrived).toList();
  }

  /** The same one by one, for more than fits in memory. */
  public static void readEachWhileAny(
      AmqpConsumer consumer, Duration idle, Consumer<Arrived> reader)
      throws IOException, InterruptedException {
    for (Optional<AmqpMessage> next = consumer.next(idle);
        next.isPresent();
        next = consumer.next(idle)) {
      reader.accept(arrived(next.get()));
    }
  }

  /** The ordering key is no property of AMQP: the resource's UUID is a header. */
  private static Arrived arrived(AmqpMessage message) {
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, @Nullable Object> sent = message.properties().getHeaders();
    if (sent != null) {
      sent.forEach((name, value) -> headers.put(name, String.valueOf(value)));
    }
    return new Arrived(
        headers.get("acs-resource-uuid"), message.text(), headers, message.routingKey());
  }
}
