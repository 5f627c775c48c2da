package io.acsexport.example.consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Bills the use of resources: counts usage events by account and type, each event once. Prints the
 * totals when it ends.
 *
 * <pre>java … UsageBilling amqp://user:password@host/vhost EXCHANGE LEDGER</pre>
 */
public final class UsageBilling {

  private static final String QUEUE = "billing";

  /** source.category.type.resourceType.resourceUuid: usage events of any source and kind. */
  private static final String USAGE_EVENTS = "*.UsageEvent.*.*.*";

  /** How many events the broker hands over before the first is acknowledged. */
  private static final int PREFETCH = 100;

  private final ObjectMapper json = new ObjectMapper();
  private final Ledger ledger;

  UsageBilling(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Reads until the process is told to end. */
  public static void main(String[] args) throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(told, ended), "end-cleanly"));
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(args[0]);
    // Whatever breaks ends this program, and the service manager starts it again.
    factory.setAutomaticRecoveryEnabled(false);
    try (Ledger ledger = Ledger.open(Path.of(args[2]));
        Connection connection = factory.newConnection("usage-billing");
        Channel channel = connection.createChannel()) {
      UsageBilling billing = new UsageBilling(ledger);
      channel.addShutdownListener(cause -> told.countDown());
      // The queue keeps events while this program is down; the first start makes it.
      channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
      channel.queueBind(QUEUE, args[1], USAGE_EVENTS);
      channel.basicQos(PREFETCH);
      String consumer =
          channel.basicConsume(
              QUEUE,
              false,
              (tag, event) -> billing.handle(channel, event),
              tag -> told.countDown());
      told.await();
      if (!channel.isOpen()) {
        throw new IOException("RabbitMQ ended the channel", channel.getCloseReason());
      }
      channel.basicCancel(consumer);
      // What was handed over and is not acknowledged goes back to the queue with the connection.
      ledger.totals().forEach((use, count) -> System.out.println(use + "\t" + count));
    } finally {
      ended.countDown();
    }
  }

  private void handle(Channel channel, Delivery event) throws IOException {
    long tag = event.getEnvelope().getDeliveryTag();
    try {
      JsonNode body = json.readTree(event.getBody());
      String account = body.path("account").asText();
      ledger.book(header(event, "acs-id"), account, header(event, "acs-type"));
      channel.basicAck(tag, false);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Without requeue: to the queue's dead-letter exchange, if a policy names one.
      System.err.println("An event was rejected: " + e.getMessage());
      channel.basicReject(tag, false);
    }
  }

  private static String header(Delivery event, String name) {
    Map<String, Object> headers = event.getProperties().getHeaders();
    Object value = headers == null ? null : headers.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no header " + name);
    }
    return value.toString();
  }

  private static void end(CountDownLatch told, CountDownLatch ended) {
    told.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
