package io.acsexport.testing;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A plain reader of messages, which shares no code with this project. It acknowledges each message
 * as it hands it out. After the connection is lost it reads nothing more: make another.
 */
public final class AmqpConsumer implements AutoCloseable {

  /** Bounds what waits here; the broker keeps the rest. */
  private static final int PREFETCH = 1_000;

  private final Connection connection;
  private final Channel channel;
  private final String queue;
  private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();

  private AmqpConsumer(Connection connection, Setup setup) throws IOException {
    this.connection = connection;
    this.channel = connection.createChannel();
    this.queue = setup.queue(channel);
    channel.basicQos(PREFETCH);
    channel.basicConsume(queue, false, (tag, delivery) -> arrived.add(delivery), tag -> {});
  }

  /**
   * Binds a queue of its own, which ends with this consumer, to an exchange that exists.
   *
   * @param uri the broker and its virtual host, such as {@link RabbitBroker#uri}
   * @param bindingKeys such as {@code #}
   */
  public static AmqpConsumer bound(String uri, String exchange, String... bindingKeys)
      throws IOException {
    return open(
        uri,
        channel -> {
          String queue = channel.queueDeclare().getQueue();
          for (String key : bindingKeys) {
            channel.queueBind(queue, exchange, key);
          }
          return queue;
        });
  }

  /** Reads a queue that exists. */
  public static AmqpConsumer of(String uri, String queue) throws IOException {
    return open(uri, channel -> queue);
  }

  private static AmqpConsumer open(String uri, Setup setup) throws IOException {
    Connection connection = Amqp.connect(uri);
    try {
      return new AmqpConsumer(connection, setup);
    } catch (IOException e) {
      connection.abort();
      throw e;
    }
  }

  /** The queue it reads. */
  public String queue() {
    return queue;
  }

  /** The next message; empty if none came in that time. */
  public Optional<AmqpMessage> next(Duration limit) throws IOException, InterruptedException {
    Delivery delivery = arrived.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (delivery == null) {
      return Optional.empty();
    }
    channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
    return Optional.of(AmqpMessage.of(delivery));
  }

  /**
   * The next messages: that many, or fewer if for a while none came.
   *
   * @param idle how long to wait for each
   */
  public List<AmqpMessage> read(int messages, Duration idle)
      throws IOException, InterruptedException {
    List<AmqpMessage> read = new ArrayList<>();
    while (read.size() < messages) {
      Optional<AmqpMessage> next = next(idle);
      if (next.isEmpty()) {
        break;
      }
      read.add(next.get());
    }
    return read;
  }

  /** Closes its connection; what it did not hand out goes back to the queue. */
  @Override
  public void close() {
    connection.abort(5_000);
  }

  /** Finds or makes the queue. */
  private interface Setup {
    String queue(Channel channel) throws IOException;
  }
}
