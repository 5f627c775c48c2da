package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.AmqpMessage;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.check.AmqpReader;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.check.DeliveryCheck;
import io.acsexport.testing.check.Expected;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One management server, two destinations: Kafka and RabbitMQ. */
@NeedsRabbit
class BothBrokersIT {

  private static final String EXCHANGE = "cloudstack-events";

  @TempDir static Path shared;
  private static KafkaBroker kafka;
  private static RabbitBroker rabbit;

  @TempDir Path folder;

  @BeforeAll
  static void startBrokers() throws IOException, InterruptedException {
    kafka = KafkaBroker.start(KafkaBrokerOptions.in(shared.resolve("kafka")));
    rabbit = RabbitBroker.start(RabbitBrokerOptions.in(shared.resolve("rabbit")));
  }

  @AfterAll
  static void stopBrokers() throws IOException {
    kafka.close();
    rabbit.close();
  }

  @Test
  void everyEventReachesBothUnalteredAndQueuesBoundToSomeKeysGetThose() throws Exception {
    String vhost = rabbit.admin().addVhost();
    try (AmqpConsumer all = AmqpReader.bind(rabbit.uri(vhost), EXCHANGE, "#");
        AmqpConsumer actions =
            AmqpReader.bind(rabbit.uri(vhost), EXCHANGE, "*.ActionEvent.*.*.*")) {
      AcsPublisher publisher = publisher("both", rabbit.uri(vhost), "30 s");
      publisher.start();
      Road.publish(publisher, Road.EVENTS, 4);
      publisher.stop();

      List<Arrived> byRabbit = AmqpReader.readAll(all, Road.EVENTS.size());
      assertPerfect(byRabbit);
      assertPerfect(PlainConsumer.readAll(kafka.bootstrapServers(), "both"));
      List<Expected> expectedActions =
          Road.EVENTS.stream()
              .filter(event -> "ActionEvent".equals(event.category()))
              .map(Expected::of)
              .toList();
      DeliveryCheck check =
          DeliveryCheck.compare(
              expectedActions, AmqpReader.readAll(actions, expectedActions.size()));
      assertThat(check.perfect()).as("%s", check).isTrue();
    }
  }

  @Test
  void routingKeyAndPropertiesAreThoseOfTheStockPluginAndTheHeadersOurs() throws Exception {
    String vhost = rabbit.admin().addVhost();
    CapturedEvent event =
        Road.EVENTS.stream()
            .filter(candidate -> "ACCOUNT.CREATE".equals(candidate.type()))
            .findFirst()
            .orElseThrow();
    try (AmqpConsumer consumer = AmqpReader.bind(rabbit.uri(vhost), EXCHANGE, "#")) {
      AcsPublisher publisher = publisher("keys", rabbit.uri(vhost), "30 s");
      publisher.start();
      publisher.publish(event);
      publisher.stop();

      AmqpMessage message = consumer.next(Duration.ofSeconds(20)).orElseThrow();
      assertThat(message.routingKey())
          .isEqualTo(
              "management-server.ActionEvent.ACCOUNT-CREATE."
                  + orStar(event.resourceType())
                  + "."
                  + orStar(event.resourceUuid()));
      assertThat(message.text()).isEqualTo(event.description());
      assertThat(message.properties().getContentType()).isEqualTo("text/plain");
      assertThat(message.properties().getDeliveryMode()).isEqualTo(2);
      assertThat(message.properties().getPriority()).isZero();
      assertThat(message.properties().getMessageId()).isEqualTo(event.eventUuid());
      assertThat(message.header("acs-type")).isEqualTo("ACCOUNT.CREATE");
      assertThat(message.header("acs-id")).isEqualTo(event.eventUuid());
    }
  }

  @Test
  void whileRabbitIsAwayKafkaGetsEverythingAndRabbitAfterwards() throws Exception {
    try (RabbitBroker own = RabbitBroker.start(RabbitBrokerOptions.in(folder.resolve("rabbit")))) {
      String durable = "waiting";
      try (var connection = io.acsexport.testing.Amqp.connect(own.uri("/"));
          var channel = connection.createChannel()) {
        channel.exchangeDeclare(EXCHANGE, "topic", true);
        channel.queueDeclare(durable, true, false, false, null);
        channel.queueBind(durable, EXCHANGE, "#");
      }
      AcsPublisher publisher = publisher("outage", own.uri("/"), "60 s");
      publisher.start();
      int half = Road.EVENTS.size() / 2;
      Road.publish(publisher, Road.EVENTS.subList(0, half), 4);
      own.stop();
      Road.publish(publisher, Road.EVENTS.subList(half, Road.EVENTS.size()), 4);
      // Kafka has everything while RabbitMQ is still down.
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  PlainConsumer.readAll(kafka.bootstrapServers(), "outage").size()
                      >= Road.EVENTS.size());
      assertThat(own.isRunning()).isFalse();
      assertPerfect(PlainConsumer.readAll(kafka.bootstrapServers(), "outage"));
      own.start();
      publisher.stop();

      try (AmqpConsumer consumer = AmqpConsumer.of(own.uri("/"), durable)) {
        DeliveryCheck check =
            DeliveryCheck.compare(Road.EXPECTED, AmqpReader.readAll(consumer, Road.EVENTS.size()));
        assertThat(check.complete()).as("%s", check).isTrue();
      }
    }
  }

  private static void assertPerfect(List<Arrived> arrived) {
    DeliveryCheck check = DeliveryCheck.compare(Road.EXPECTED, arrived);
    assertThat(check.perfect()).as("%s", check).isTrue();
  }

  private static String orStar(@Nullable String part) {
    return part == null || part.isEmpty() ? "*" : part.replace('.', '-');
  }

  private AcsPublisher publisher(String topic, String uri, String drainTimeout) throws IOException {
    return new AcsPublisher(
        Road.HOME,
        Road.configurationOf(
            folder,
            drainTimeout,
            "stream { transport = kafka, start = earliest, settings { "
                + Road.producer(topic, kafka.bootstrapServers())
                + " } }\n"
                + "queues { transport = rabbitmq, start = earliest, settings { uri = \""
                + uri
                + "\", exchange = "
                + EXCHANGE
                + " } }"));
  }
}
