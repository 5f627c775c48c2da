package io.acsexport.testing.faults;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.acsexport.testing.Amqp;
import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.check.AmqpReader;
import io.acsexport.testing.check.Arrived;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A durable queue that is bound to everything of an exchange. */
final class RabbitTarget implements Target {

  static final String EXCHANGE = "cloudstack-events";
  private static final String QUEUE = "all";

  private final String settings;
  private final String consumerUri;
  private final List<Arrived> read = new ArrayList<>();

  /**
   * @param settings where the exporter connects to, without the exchange
   * @param consumerUri where the consumer does
   */
  RabbitTarget(String settings, String consumerUri) {
    this.settings = settings;
    this.consumerUri = consumerUri;
  }

  /** Makes exchange and queue, of type classic or quorum. */
  void declare(String queueType) throws IOException {
    try (Connection connection = Amqp.connect(consumerUri);
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare(EXCHANGE, "topic", true);
      channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", queueType));
      channel.queueBind(QUEUE, EXCHANGE, "#");
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IOException(e);
    }
  }

  @Override
  public String destination() {
    return "{ transport = rabbitmq, start = earliest, retry { max-delay = 1 s }, send-timeout = 10 s,"
        + " settings { confirm-timeout = 5 s, exchange = "
        + EXCHANGE
        + ", "
        + settings
        + " } }";
  }

  @Override
  public List<Arrived> arrived() throws Exception {
    try (AmqpConsumer consumer = AmqpConsumer.of(consumerUri, QUEUE)) {
      read.addAll(AmqpReader.readWhileAny(consumer, Duration.ofSeconds(3)));
    }
    return List.copyOf(read);
  }

  @Override
  public void eachArrived(Consumer<Arrived> reader) throws Exception {
    try (AmqpConsumer consumer = AmqpConsumer.of(consumerUri, QUEUE)) {
      AmqpReader.readEachWhileAny(consumer, Duration.ofSeconds(3), reader);
    }
  }

  @Override
  public long size() throws Exception {
    try (Connection connection = Amqp.connect(consumerUri);
        Channel channel = connection.createChannel()) {
      return channel.messageCount(QUEUE);
    }
  }

  @Override
  public String toString() {
    return "RabbitTarget[" + consumerUri + "]";
  }
}
