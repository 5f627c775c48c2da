package io.acsexport.testing.bench;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.acsexport.testing.CapturedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** RabbitMQ's client alone. */
final class RabbitContender implements Contender {

  /** How it is used. */
  enum Way {
    /** For each event a channel, a declaration, a publish: as CloudStack's own bus does. */
    STOCK,
    /** One channel with confirms, at most a window of them open; messages like the exporter's. */
    CONFIRMED
  }

  private static final String EXCHANGE = "raw-events";

  private final int window;

  private final Way way;
  private final Connection connection;
  private final Channel channel;
  private final Object lock = new Object();
  private final NavigableSet<Long> unconfirmed = new TreeSet<>();
  private long sequence = 1L << 40;

  RabbitContender(Way way, String uri, int window) throws Exception {
    this.way = way;
    this.window = window;
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    this.connection = factory.newConnection();
    this.channel = connection.createChannel();
    channel.exchangeDeclare(EXCHANGE, "topic", true);
    if (way == Way.CONFIRMED) {
      channel.confirmSelect();
      channel.addConfirmListener(
          this::confirmed,
          (tag, multiple) -> {
            throw new IllegalStateException("the broker refused message " + tag);
          });
    }
  }

  @Override
  public Call prepare(CapturedEvent event) {
    String key = routingKey(event);
    byte[] body = body(event);
    return () -> publishAsStock(key, body);
  }

  @Override
  public void deliver(List<CapturedEvent> events) throws Exception {
    for (CapturedEvent event : events) {
      if (way == Way.STOCK) {
        publishAsStock(routingKey(event), body(event));
      } else {
        awaitUnconfirmed(window - 1);
        synchronized (lock) {
          unconfirmed.add(channel.getNextPublishSeqNo());
        }
        channel.basicPublish(EXCHANGE, routingKey(event), properties(event), body(event));
      }
    }
    if (way == Way.CONFIRMED) {
      awaitUnconfirmed(0);
    }
  }

  @Override
  public void close() {
    // The JVM ends.
  }

  private void publishAsStock(String key, byte[] body) throws Exception {
    try (Channel own = connection.createChannel()) {
      own.exchangeDeclare(EXCHANGE, "topic", true);
      own.basicPublish(EXCHANGE, key, MessageProperties.PERSISTENT_TEXT_PLAIN, body);
    }
  }

  private void confirmed(long tag, boolean multiple) {
    synchronized (lock) {
      if (multiple) {
        unconfirmed.headSet(tag, true).clear();
      } else {
        unconfirmed.remove(tag);
      }
      lock.notifyAll();
    }
  }

  private void awaitUnconfirmed(int most) throws InterruptedException {
    synchronized (lock) {
      while (unconfirmed.size() > most) {
        lock.wait();
      }
    }
  }

  private BasicProperties properties(CapturedEvent event) {
    Instant now = Instant.now();
    Map<String, Object> headers = new HashMap<>();
    header(headers, "acs-id", event.eventUuid());
    header(headers, "acs-category", event.category());
    header(headers, "acs-type", event.type());
    header(headers, "acs-source", event.source());
    header(headers, "acs-resource-type", event.resourceType());
    header(headers, "acs-resource-uuid", event.resourceUuid());
    header(headers, "acs-accepted", now.truncatedTo(ChronoUnit.MILLIS).toString());
    header(headers, "acs-node", "ms1");
    header(headers, "acs-sequence", Long.toString(++sequence));
    return new BasicProperties.Builder()
        .contentType("text/plain")
        .deliveryMode(2)
        .priority(0)
        .messageId(event.eventUuid())
        .timestamp(Date.from(now))
        .headers(headers)
        .build();
  }

  private static void header(Map<String, Object> headers, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      headers.put(name, value);
    }
  }

  private static byte[] body(CapturedEvent event) {
    return String.valueOf(event.description()).getBytes(StandardCharsets.UTF_8);
  }

  private static String routingKey(CapturedEvent event) {
    return String.join(
        ".",
        word(event.source()),
        word(event.category()),
        word(event.type()),
        word(event.resourceType()),
        word(event.resourceUuid()));
  }

  private static String word(@Nullable String part) {
    return part == null || part.isEmpty() ? "*" : part.replace('.', '-');
  }
}
