package io.acsexport.testing.faults;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.acsexport.testing.Amqp;
import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.RabbitBroker;
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

  private final String name;
  private final String settings;
  private final String consumerUri;
  private final List<Arrived> read;

  /**
   * @param settings where the exporter connects to, without the exchange
   * @param consumerUri where the consumer does
   */
  RabbitTarget(String settings, String consumerUri) {
    this("rabbitmq", settings, consumerUri);
  }

  /** With a name of its own, where an exporter has several. */
  RabbitTarget(String name, String settings, String consumerUri) {
    this(name, settings, consumerUri, new ArrayList<>());
  }

  private RabbitTarget(String name, String settings, String consumerUri, List<Arrived> read) {
    this.name = name;
    this.settings = settings;
    this.consumerUri = consumerUri;
    this.read = read;
  }

  /** The same queue, and what was read from it, where the exporter connects in another way. */
  RabbitTarget with(String otherSettings) {
    return new RabbitTarget(name, otherSettings, consumerUri, read);
  }

  /** One of the shared broker, in a virtual host of its own, whose queue is there already. */
  static RabbitTarget shared(String name, String more) throws IOException, InterruptedException {
    return on(RabbitBroker.shared(), name, more);
  }

  /** The same of another broker. */
  static RabbitTarget on(RabbitBroker broker, String name, String more)
      throws IOException, InterruptedException {
    String uri = broker.uri(broker.admin().addVhost());
    RabbitTarget target = new RabbitTarget(name, "uri = \"" + uri + "\", " + more, uri);
    target.declare("classic");
    return target;
  }

  /** Makes exchange and queue, of type classic or quorum, where they are not there. */
  void declare(String queueType) throws IOException {
    withChannel(
        channel -> {
          channel.exchangeDeclare(EXCHANGE, "topic", true);
          channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", queueType));
          channel.queueBind(QUEUE, EXCHANGE, "#");
        });
  }

  /** Deletes the exchange; the queue keeps what it has. */
  void deleteExchange() throws IOException {
    withChannel(channel -> channel.exchangeDelete(EXCHANGE));
  }

  /** Reads, and deletes the queue in a moment in which it is empty. */
  void deleteQueueWhenEmpty() throws IOException, InterruptedException {
    try (AmqpConsumer consumer = AmqpConsumer.of(consumerUri, QUEUE)) {
      await()
          .until(
              () -> {
                read.addAll(AmqpReader.read(consumer, 1_000, Duration.ofMillis(50)));
                return isDeletedAsEmpty();
              });
      // What the broker had handed out before.
      read.addAll(AmqpReader.readWhileAny(consumer, Duration.ofSeconds(1)));
    }
  }

  private boolean isDeletedAsEmpty() {
    try {
      withChannel(channel -> channel.queueDelete(QUEUE, false, true));
      return true;
    } catch (IOException notEmpty) {
      return false;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String destination() {
    return "{ transport = rabbitmq, start = earliest, retry { max-delay = 1 s }, send-timeout = 6 s,"
        + " settings { confirm-timeout = 3 s, exchange = "
        + EXCHANGE
        + ", "
        + settings
        + " } }";
  }

  @Override
  public List<Arrived> arrived() throws Exception {
    do {
      try (AmqpConsumer consumer = AmqpConsumer.of(consumerUri, QUEUE)) {
        read.addAll(AmqpReader.readWhileAny(consumer, Duration.ofSeconds(1)));
      }
      // What a busy broker had handed out but not brought here waits again.
    } while (waiting() > 0);
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
    return waiting();
  }

  @Override
  public long reached() throws Exception {
    try (AmqpConsumer consumer = AmqpConsumer.of(consumerUri, QUEUE)) {
      read.addAll(AmqpReader.read(consumer, 100, Duration.ofSeconds(1)));
    }
    return read.size();
  }

  private int waiting() throws IOException {
    int[] count = new int[1];
    withChannel(channel -> count[0] = channel.queueDeclarePassive(QUEUE).getMessageCount());
    return count[0];
  }

  @Override
  public String toString() {
    return name + " at " + consumerUri.replaceFirst(".*@", "");
  }

  private void withChannel(Step step) throws IOException {
    Connection connection = Amqp.connect(consumerUri);
    try {
      step.run(connection.createChannel());
    } finally {
      connection.abort(5_000);
    }
  }

  /** What is done on a channel. */
  private interface Step {
    void run(Channel channel) throws IOException;
  }
}
