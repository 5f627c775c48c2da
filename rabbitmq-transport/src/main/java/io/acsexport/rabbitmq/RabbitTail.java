package io.acsexport.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is published from now on, through a queue of its own that goes with the connection; or
 * from its beginning a stream that the destination declares. Nothing is taken from other readers.
 */
final class RabbitTail implements Tailable.Tail {

  /** Unacknowledged messages the broker hands out ahead; bounds our memory. */
  private static final int PREFETCH = 500;

  /** A reader that stands still must not fill the broker's memory: the oldest ones go. */
  private static final int LONGEST_QUEUE = 100_000;

  private final BrokerConnection connection;
  private final ThreadFactory threads;
  private final Channel channel;

  private final @Nullable String stream;
  private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable ShutdownSignalException> ended = new AtomicReference<>();

  private final long end;
  private long reached = StreamEnd.EMPTY;

  /**
   * @param stream the name of the stream, null where a queue of our own is read
   * @param end the offset of the last message that was there when the tail began
   */
  private RabbitTail(
      BrokerConnection connection,
      ThreadFactory threads,
      Channel channel,
      @Nullable String stream,
      long end) {
    this.connection = connection;
    this.threads = threads;
    this.channel = channel;
    this.stream = stream;
    this.end = end;
  }

  /** Connects, and binds a queue or finds the stream. */
  static RabbitTail open(RabbitSettings settings, ThreadFactory threads, Tailable.From from)
      throws TransportException, InterruptedException {
    refuseWhatCannotBe(settings, from);
    BrokerConnection connection = Attended.connect(settings, threads, settings.patience());
    try {
      return Attended.call(
          connection,
          threads,
          settings.patience(),
          () ->
              from == Tailable.From.END
                  ? listen(settings, connection, threads)
                  : reread(stream(settings), connection, threads));
    } catch (TransportException | InterruptedException e) {
      connection.guard().cut();
      throw e;
    }
  }

  private static void refuseWhatCannotBe(RabbitSettings settings, Tailable.From from)
      throws TransportException {
    if (from == Tailable.From.BEGINNING) {
      stream(settings);
      return;
    }
    if (!settings.exchange().isFixed()) {
      throw unreadable(
          "the exchange's name depends on the event, so there is no single exchange to read",
          "Bind a queue to the exchange you mean and consume from it.");
    }
    if (settings.exchange().type().equals("direct") && !settings.hasFixedRoutingKey()) {
      throw unreadable(
          "a direct exchange hands out exact routing keys alone, and the routing key depends on the"
              + " event",
          "Bind a queue with the routing keys you mean and consume from it.");
    }
  }

  /** The one kind of queue from which reading takes nothing. */
  private static String stream(RabbitSettings settings) throws TransportException {
    for (QueueOptions queue : settings.queues()) {
      if (queue.isStream()) {
        return queue.name();
      }
    }
    throw unreadable(
        "the destination declares no stream, so there is no beginning to read from",
        "Read from the end, or declare one: queues = [{ name = NAME, type = stream }].");
  }

  private static RabbitTail reread(
      String stream, BrokerConnection connection, ThreadFactory threads) throws IOException {
    Channel channel = Topology.open(connection.client());
    long end = StreamEnd.find(connection.client(), stream);
    RabbitTail tail = new RabbitTail(connection, threads, channel, stream, end);
    tail.consume(stream, Map.of(StreamEnd.OFFSET, "first"));
    return tail;
  }

  private static RabbitTail listen(
      RabbitSettings settings, BrokerConnection connection, ThreadFactory threads)
      throws IOException {
    Channel channel = Topology.open(connection.client());
    RabbitTail tail = new RabbitTail(connection, threads, channel, null, StreamEnd.EMPTY);
    Map<String, Object> bounds =
        connection.isLikeRabbit() ? Map.of("x-max-length", LONGEST_QUEUE) : Map.of();
    String queue = channel.queueDeclare("", false, true, true, bounds).getQueue();
    String key = settings.exchange().type().equals("direct") ? settings.routingKeyTemplate() : "#";
    channel.queueBind(queue, settings.exchange().template(), key);
    tail.consume(queue, Map.of());
    return tail;
  }

  private void consume(String queue, Map<String, Object> arguments) throws IOException {
    channel.addShutdownListener(signal -> ended.compareAndSet(null, signal));
    channel.basicQos(PREFETCH);
    channel.basicConsume(
        queue,
        false,
        arguments,
        new DefaultConsumer(channel) {
          @Override
          public void handleDelivery(
              String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            arrived.add(new Delivery(envelope, properties, body));
          }
        });
  }

  @Override
  public List<ReceivedMessage> poll(Duration timeout)
      throws TransportException, InterruptedException {
    List<Delivery> deliveries = new ArrayList<>();
    Delivery first = arrived.poll();
    if (first == null) {
      failIfEnded();
      first = arrived.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (first == null) {
      failIfEnded();
      return List.of();
    }
    deliveries.add(first);
    arrived.drainTo(deliveries);
    Delivery last = deliveries.get(deliveries.size() - 1);
    reached = stream == null ? reached : StreamEnd.of(last.getProperties());
    acknowledge(last);
    return deliveries.stream().map(this::received).toList();
  }

  private void acknowledge(Delivery last) throws TransportException {
    try {
      channel.basicAck(last.getEnvelope().getDeliveryTag(), true);
    } catch (IOException e) {
      throw new TransportException(connection.failures().connection(e), e);
    } catch (ShutdownSignalException e) {
      // The next call says so, once what arrived has been handed out.
      ended.compareAndSet(null, e);
    }
  }

  private void failIfEnded() throws TransportException {
    ShutdownSignalException signal = ended.get();
    if (signal != null) {
      throw new TransportException(connection.failures().connection(signal), signal);
    }
  }

  /** A queue of one's own is empty when it is made. */
  @Override
  public boolean caughtUp() {
    return reached >= end;
  }

  @Override
  public void close() {
    connection.close(threads);
  }

  private ReceivedMessage received(Delivery delivery) {
    Map<String, String> headers = new LinkedHashMap<>();
    AMQP.BasicProperties properties = delivery.getProperties();
    if (properties.getHeaders() != null) {
      properties.getHeaders().forEach((name, value) -> headers.put(name, String.valueOf(value)));
    }
    String offset = headers.remove(StreamEnd.OFFSET);
    return new ReceivedMessage(
        stream == null
            ? delivery.getEnvelope().getExchange() + "@" + delivery.getEnvelope().getDeliveryTag()
            : stream + "@" + offset,
        delivery.getEnvelope().getRoutingKey(),
        delivery.getBody(),
        headers,
        time(properties));
  }

  private static @Nullable Instant time(AMQP.BasicProperties properties) {
    return properties.getTimestamp() == null ? null : properties.getTimestamp().toInstant();
  }

  private static TransportException unreadable(String detail, String remedy) {
    return new TransportException(new Failure(FailureCode.CONFIGURATION, detail, remedy), null);
  }
}
