package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.AmqpMessage;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.tck.EngineStandIn;
import io.acsexport.transport.tck.FakeContext;
import io.acsexport.transport.tck.FakeSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What arrives, on a broker where all is well. */
@NeedsRabbit
class RabbitDeliveryIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private Destination destination;

  @BeforeEach
  void openAVirtualHost() throws Exception {
    destination = new Destination(RabbitBroker.shared());
  }

  @AfterEach
  void closeIt() throws Exception {
    destination.close();
  }

  @Test
  void aMessageArrivesAsTheStockBusWouldSendItWithIdTimeAndHeadersAdded() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    Messages messages = new Messages(Destination.EXCHANGE);
    Instant accepted = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);
    OutboundMessage message =
        messages.message(
            "vm-1",
            "management-server.ActionEvent.VM-START.VirtualMachine.vm-1",
            "größe".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            Map.of("acs-id", "id-1", "acs-type", "VM.START"),
            accepted);
    assertThat(transport.health().state()).isEqualTo(Health.State.IDLE);

    assertThat(destination.engine(transport).send(message).outcomes())
        .containsExactly(Outcome.delivered());

    AmqpMessage arrived = read("all", 1).get(0);
    assertThat(arrived.text()).isEqualTo("größe");
    assertThat(arrived.routingKey())
        .isEqualTo("management-server.ActionEvent.VM-START.VirtualMachine.vm-1");
    AMQP.BasicProperties properties = arrived.properties();
    assertThat(properties.getContentType()).isEqualTo("text/plain");
    assertThat(properties.getContentEncoding()).isNull();
    assertThat(properties.getDeliveryMode()).isEqualTo(2);
    assertThat(properties.getPriority()).isZero();
    assertThat(properties.getMessageId()).isEqualTo("id-1");
    assertThat(properties.getTimestamp())
        .isEqualTo(Date.from(accepted.truncatedTo(ChronoUnit.SECONDS)));
    assertThat(arrived.header("acs-type")).isEqualTo("VM.START");
    assertThat(properties.getHeaders()).hasSize(2);
    assertThat(transport.health().state()).isEqualTo(Health.State.UP);
  }

  @Test
  void anAbsentBodyArrivesEmpty() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());

    destination.engine(transport).send(new Messages(Destination.EXCHANGE).message(null, "k", null));

    assertThat(read("all", 1).get(0).body()).isEmpty();
  }

  @Test
  void manyBatchesInFlightKeepTheOrderOfEachKey() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    assertThat(transport.maxInFlight()).isGreaterThan(1);

    destination
        .engine(transport)
        .deliver(
            new Messages(Destination.EXCHANGE).numbered(5_000, 7), 100, Duration.ofSeconds(60));

    List<AmqpMessage> arrived = read("all", 5_000);
    assertThat(arrived).hasSize(5_000);
    assertInOrder(arrived);
  }

  @Test
  void oneConnectionAndOneChannelDoForMany() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    EngineStandIn engine = destination.engine(transport);
    Messages messages = new Messages(Destination.EXCHANGE);
    for (int batch = 0; batch < 20; batch++) {
      engine.send(messages.message(null, "k", "x"));
    }
    String ours =
        RabbitBroker.shared()
            .admin()
            .evaluate(
                "[{proplists:get_value(name, I), proplists:get_value(channels, C)} || C <-"
                    + " rabbit_networking:connection_info_all([name, channels, vhost]), I <- [C],"
                    + " proplists:get_value(vhost, C) =:= <<\""
                    + destination.vhost()
                    + "\">>, proplists:get_value(channels, C) =:= 1]");

    // The administrator's connection of destination.queue has one channel as well.
    assertThat(ours.split("<<", -1)).hasSize(3);
  }

  @Test
  void aMissingExchangeIsDeclaredAsConfigured() throws Exception {
    RabbitTransport transport =
        destination.transport(
            destination.settings().with("exchange.type", "fanout").with("exchange.durable", false));

    assertThat(
            destination
                .engine(transport)
                .send(new Messages(Destination.EXCHANGE).message(null, "k", "x"))
                .outcomes())
        .containsExactly(Outcome.delivered());

    destination.channel().exchangeDeclare(Destination.EXCHANGE, "fanout", false);
  }

  @Test
  void queuesAreDeclaredAndBoundForBeginners() throws Exception {
    FakeSettings settings =
        destination
            .settings()
            .adding("queues", Map.of("name", "everything"))
            .adding("queues", Map.of("name", "vms", "type", "classic", "bindings", "*.vm.*"))
            .adding("queues", Map.of("name", "history", "type", "stream"));
    RabbitTransport transport = destination.transport(settings);
    Messages messages = new Messages(Destination.EXCHANGE);

    destination
        .engine(transport)
        .send(messages.message(null, "a.vm.b", "1"), messages.message(null, "other", "2"));
    // Again, on a new connection, with all of it there already.
    transport.close();
    destination.engine(destination.transport(settings)).send(messages.message(null, "a.vm.c", "3"));

    assertThat(read("everything", 3)).extracting(AmqpMessage::text).containsExactly("1", "2", "3");
    assertThat(read("vms", 2)).extracting(AmqpMessage::text).containsExactly("1", "3");
    destination
        .channel()
        .queueDeclare("everything", true, false, false, Map.of("x-queue-type", "quorum"));
    destination.channel().queueDeclare("vms", true, false, false, null);
    destination
        .channel()
        .queueDeclare("history", true, false, false, Map.of("x-queue-type", "stream"));
  }

  @Test
  void whatNoQueueTakesIsCountedAndCountsAsDelivered() throws Exception {
    destination.queue("some", "wanted");
    FakeContext context = destination.context(destination.settings(), Duration.ofSeconds(30));
    RabbitTransport transport = destination.transport(context);
    Messages messages = new Messages(Destination.EXCHANGE);

    List<Outcome> outcomes =
        destination
            .engine(transport)
            .send(
                messages.message(null, "wanted", "1"),
                messages.message(null, "unwanted", "2"),
                messages.message(null, "unwanted", "3"),
                messages.message(null, "wanted", "4"))
            .outcomes();

    assertThat(outcomes).containsOnly(Outcome.delivered());
    assertThat(context.count("returned.messages")).isEqualTo(2);
    assertThat(read("some", 2)).extracting(AmqpMessage::text).containsExactly("1", "4");
  }

  @Test
  void whatNoQueueTakesIsRejectedWhereItIsToBeKept() throws Exception {
    destination.queue("some", "wanted");
    RabbitTransport transport =
        destination.transport(destination.settings().with("unroutable", "dead-letter"));
    Messages messages = new Messages(Destination.EXCHANGE);

    List<Outcome> outcomes =
        destination
            .engine(transport)
            .send(
                messages.message("k", "wanted", "1"),
                messages.message("k", "unwanted", "2"),
                messages.message("k", "wanted", "3"))
            .outcomes();

    assertThat(outcomes.get(0)).isEqualTo(Outcome.delivered());
    assertThat(code(outcomes.get(1))).isEqualTo(FailureCode.UNROUTABLE);
    assertThat(outcomes.get(2)).isEqualTo(Outcome.delivered());
    assertThat(read("some", 2)).extracting(AmqpMessage::text).containsExactly("1", "3");
  }

  @Test
  void namesLongerThanAmqpAllowsAreRejectedWithoutASend() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    Messages messages = new Messages(Destination.EXCHANGE);

    List<Outcome> outcomes =
        destination
            .engine(transport)
            .send(
                messages.message(null, "ü".repeat(128), "1"),
                messages.message(null, "ü".repeat(127) + "x", "2"))
            .outcomes();

    assertThat(code(outcomes.get(0))).isEqualTo(FailureCode.TARGET_NAME_INVALID);
    assertThat(outcomes.get(1)).isEqualTo(Outcome.delivered());
    assertThat(read("all", 1).get(0).text()).isEqualTo("2");
  }

  @Test
  void headersThatFillMoreThanAFrameAreRejectedAndTheNextMessageIsConfirmed() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    Messages messages = new Messages(Destination.EXCHANGE);

    List<Outcome> outcomes =
        destination
            .engine(transport)
            .send(
                messages.message(
                    null, "k", new byte[0], Map.of("h", "x".repeat(200_000)), Instant.now()),
                messages.message(null, "k", "2"))
            .outcomes();

    assertThat(code(outcomes.get(0))).isEqualTo(FailureCode.MESSAGE_INVALID);
    assertThat(outcomes.get(1)).isEqualTo(Outcome.delivered());
  }

  @Test
  void theTailShowsWhatComesFromNowOn() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    Messages messages = new Messages(Destination.EXCHANGE);
    EngineStandIn engine = destination.engine(transport);
    engine.send(messages.message(null, "before", "1"));
    Tailable.Tail tail = destination.closing(transport.tail(Tailable.From.END));
    Instant accepted = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    engine.send(messages.message(null, "a.b", bytes("2"), Map.of("h", "v"), accepted));

    List<ReceivedMessage> seen = tail.poll(SOON);
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).key()).isEqualTo("a.b");
    assertThat(seen.get(0).body()).isEqualTo(bytes("2"));
    assertThat(seen.get(0).headers()).containsExactly(Map.entry("h", "v"));
    assertThat(seen.get(0).time()).isEqualTo(accepted);
    assertThat(tail.caughtUp()).isTrue();
    assertThat(RabbitBroker.shared().admin().messages(destination.vhost(), "all")).isEqualTo(2);
  }

  @Test
  void aStreamOfTheDestinationIsTailedFromItsBeginningForAnyReader() throws Exception {
    RabbitTransport transport =
        destination.transport(
            destination.settings().adding("queues", Map.of("name", "history", "type", "stream")));
    Messages messages = new Messages(Destination.EXCHANGE);
    EngineStandIn engine = destination.engine(transport);
    engine.deliver(messages.numbered(700, 5), 100, SOON);

    for (int reader = 0; reader < 2; reader++) {
      try (Tailable.Tail tail = transport.tail(Tailable.From.BEGINNING)) {
        List<ReceivedMessage> seen = new ArrayList<>();
        assertThat(tail.caughtUp()).isFalse();
        await()
            .pollInSameThread()
            .atMost(SOON)
            .until(
                () -> {
                  seen.addAll(tail.poll(Duration.ofSeconds(1)));
                  return tail.caughtUp();
                });
        assertThat(seen).hasSize(700 + reader);
        assertThat(seen.get(0).location()).isEqualTo("history@0");
        assertThat(seen.get(0).headers()).isEmpty();

        engine.send(messages.message(null, "a.b", bytes("later"), Map.of("h", "v"), Instant.now()));
        ReceivedMessage later = tail.poll(SOON).get(0);
        assertThat(later.location()).isEqualTo("history@" + (700 + reader));
        assertThat(later.key()).isEqualTo("a.b");
        assertThat(later.body()).isEqualTo(bytes("later"));
        assertThat(later.headers()).containsExactly(Map.entry("h", "v"));
      }
    }
  }

  @Test
  void theTailSaysWhatItCannotRead() throws Exception {
    RabbitTransport transport = destination.transport(destination.settings());
    assertThatThrownBy(() -> transport.tail(Tailable.From.BEGINNING))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("declares no stream");
    assertThatThrownBy(() -> transport.tail(Tailable.From.END))
        .hasMessageContaining("no exchange 'events'");
    RabbitTransport direct =
        destination.transport(destination.settings().with("exchange.type", "direct"));
    assertThatThrownBy(() -> direct.tail(Tailable.From.END))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("exact routing keys");
  }

  @Test
  void aDirectExchangeWithOneRoutingKeyCanBeTailed() throws Exception {
    destination.channel().exchangeDeclare(Destination.EXCHANGE, "direct", true);
    RabbitTransport transport =
        destination.transport(
            destination.settings().with("exchange.type", "direct").with("routing-key", "cs"));
    Tailable.Tail tail = destination.closing(transport.tail(Tailable.From.END));

    destination.engine(transport).send(new Messages(Destination.EXCHANGE).message(null, "cs", "1"));

    assertThat(tail.poll(SOON)).hasSize(1);
  }

  /** That they have the right loader, and end, is the kit's matter. */
  @Test
  void threadsKeepTheNamesThatTheEngineGaveThem() throws Exception {
    FakeContext context = destination.context(destination.settings(), Duration.ofSeconds(30));
    destination
        .engine(destination.transport(context))
        .send(new Messages(Destination.EXCHANGE).message(null, "k", "x"));

    assertThat(context.threadsMade())
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(thread -> assertThat(thread.getName()).startsWith("transport-"));
  }

  private List<AmqpMessage> read(String queue, int count) throws Exception {
    try (AmqpConsumer consumer = AmqpConsumer.of(destination.uri(), queue)) {
      return consumer.read(count, SOON);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static FailureCode code(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected) outcome).failure().code();
  }

  private static void assertInOrder(List<AmqpMessage> arrived) {
    Map<String, List<Integer>> byKey = new HashMap<>();
    for (AmqpMessage message : arrived) {
      byKey
          .computeIfAbsent(message.routingKey(), key -> new ArrayList<>())
          .add(Integer.valueOf(message.text()));
    }
    byKey.forEach((key, numbers) -> assertThat(numbers).as(key).isSorted());
  }
}
