package io.acsexport.testing.road;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.acsexport.testing.Amqp;
import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.AmqpMessage;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.check.AcsPublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A billing consumer of RabbitMQ that is killed in the middle, while everything comes twice: in the
 * end it must have billed each use once.
 */
final class BillingRun {

  private static final String EXCHANGE = "cloudstack-events";
  private static final String LAST = "{\"account\":\"last\"}";
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
  private static final Pattern ACCOUNT = Pattern.compile("\"account\":\"([^\"]*)\"");

  private final RabbitBroker broker;
  private final String vhost;
  private final String uri;
  private final Path folder;
  private final Consumer consumer;
  private final String queue;

  /** What is tested. */
  interface Consumer {
    /** Starts it; called a second time after the first was killed. */
    ConsumerProcess start(Path output, String uri, String exchange) throws IOException;

    /** Whether something was billed to that account. */
    boolean hasBilled(String account) throws Exception;
  }

  BillingRun(Path folder, String queue, Consumer consumer) throws Exception {
    this.broker = RabbitBroker.shared();
    this.vhost = broker.admin().addVhost();
    this.uri = broker.uri(vhost);
    this.folder = folder;
    this.queue = queue;
    this.consumer = consumer;
  }

  void billsEachUseOnce() throws Exception {
    List<CapturedEvent> events = new ArrayList<>(Road.EVENTS);
    for (int i = 0; i < 150; i++) {
      events.add(use("account-" + i % 3, i % 2 == 0 ? "VM.START" : "VM.STOP"));
    }
    try (Connection connection = Amqp.connect(uri)) {
      Channel channel = connection.createChannel();
      channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
      try (ConsumerProcess first = start("first");
          AmqpConsumer copy = AmqpConsumer.bound(uri, EXCHANGE, "#")) {
        publish(events);
        List<AmqpMessage> messages = copy.read(events.size(), LONG_ENOUGH);
        assertThat(messages).hasSameSizeAs(events);
        sendAgain(channel, messages);
        channel.basicPublish(EXCHANGE, "x.UsageEvent.x.x.x", last(), LAST.getBytes(UTF_8));
        channel.waitForConfirmsOrDie(LONG_ENOUGH.toMillis());
        first.kill();
      }
      try (ConsumerProcess second = start("second")) {
        // The queue is read in order: with the last of it all the rest was handled.
        await().atMost(LONG_ENOUGH).until(() -> consumer.hasBilled("last"));
        List<String> bill = bill(events);
        bill.add("last\tVM.START\t1");
        assertThat(second.end()).containsExactlyInAnyOrderElementsOf(bill);
      }
    } finally {
      broker.admin().deleteVhost(vhost);
    }
  }

  private ConsumerProcess start(String name) throws IOException {
    ConsumerProcess process = consumer.start(folder.resolve(name), uri, EXCHANGE);
    // What is published before the queue is bound would be nobody's.
    await().atMost(LONG_ENOUGH).until(this::consumers, count -> count == 1);
    return process;
  }

  private int consumers() throws Exception {
    try (Connection connection = Amqp.connect(uri)) {
      return connection.createChannel().queueDeclarePassive(queue).getConsumerCount();
    } catch (IOException notThereYet) {
      return 0;
    }
  }

  private void publish(List<CapturedEvent> events) throws Exception {
    Path configuration =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            """
            acs-export {
              node = ms1
              drain-timeout = 60 s
              destinations {
                billing { transport = rabbitmq, start = earliest, settings { uri = "%s" } }
              }
              spool { directory = "%s" }
            }
            """
                .formatted(uri, folder.resolve("spool")));
    AcsPublisher publisher = new AcsPublisher(Road.HOME, configuration);
    publisher.start();
    for (CapturedEvent event : events) {
      publisher.publish(event);
    }
    publisher.stop();
  }

  private static void sendAgain(Channel channel, List<AmqpMessage> messages) throws Exception {
    channel.confirmSelect();
    for (AmqpMessage message : messages) {
      channel.basicPublish(
          message.exchange(), message.routingKey(), message.properties(), message.body());
    }
    channel.waitForConfirmsOrDie(LONG_ENOUGH.toMillis());
  }

  private static AMQP.BasicProperties last() {
    Map<String, Object> headers =
        Map.of(
            "acs-id", "last", "acs-type", "VM.START", "acs-accepted", "2026-11-22T07:03:18.123Z");
    return new AMQP.BasicProperties.Builder().headers(headers).build();
  }

  private static List<String> bill(List<CapturedEvent> events) {
    Map<String, Integer> bill = new TreeMap<>();
    for (CapturedEvent event : events) {
      if ("UsageEvent".equals(event.category())) {
        Matcher account = ACCOUNT.matcher(String.valueOf(event.description()));
        assertThat(account.find()).isTrue();
        bill.merge(account.group(1) + "\t" + event.type(), 1, Integer::sum);
      }
    }
    assertThat(bill).hasSizeGreaterThan(9);
    List<String> lines = new ArrayList<>();
    bill.forEach((use, count) -> lines.add(use + "\t" + count));
    return lines;
  }

  private static CapturedEvent use(String account, String type) {
    String uuid = UUID.randomUUID().toString();
    return new CapturedEvent(
        0,
        null,
        "UsageEvent",
        type,
        "management-server",
        "com.cloud.vm.VirtualMachine",
        uuid,
        null,
        null,
        null,
        null,
        null,
        null,
        "{\"event\":\"%s\",\"id\":\"%s\",\"account\":\"%s\"}".formatted(type, uuid, account));
  }
}
