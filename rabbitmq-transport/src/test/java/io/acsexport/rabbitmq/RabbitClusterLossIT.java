package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.acsexport.testing.Amqp;
import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.AmqpMessage;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.RabbitCluster;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Transport;
import io.acsexport.transport.tck.EngineStandIn;
import io.acsexport.transport.tck.FakeContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The leader of a quorum queue dies while the transport publishes through another node. That one
 * stays connected and never confirms what was under way.
 */
@NeedsRabbit
class RabbitClusterLossIT {

  private static final String QUEUE = "kept";
  private static final int COUNT = 3_000;
  private static final int KEYS = 60;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

  @TempDir Path folder;

  @Test
  void theLossOfAQueueLeaderCostsNothingAndKeepsTheOrder() throws Exception {
    try (RabbitCluster cluster = RabbitCluster.start(3, RabbitBrokerOptions.in(folder))) {
      RabbitBroker leader = cluster.nodes().get(0);
      RabbitBroker survivor = cluster.nodes().get(1);
      makeQueueOn(leader);
      List<OutboundMessage> messages = new Messages(Destination.EXCHANGE).numbered(COUNT, KEYS);

      try (FakeContext context =
              new FakeContext(
                  Destination.unset()
                      .with("addresses", survivor.address())
                      .with("exchange.name", Destination.EXCHANGE)
                      .with("confirm-timeout", "2 s"),
                  SEND_TIMEOUT);
          Transport transport = new RabbitTransportProvider().create(context);
          EngineStandIn engine = new EngineStandIn(transport, SEND_TIMEOUT)) {
        engine.deliver(messages.subList(0, COUNT / 10), 100, SOON);
        CompletableFuture<Void> killed = CompletableFuture.runAsync(leader::kill);
        engine.deliver(messages.subList(COUNT / 10, COUNT), 100, SOON);
        killed.join();
        assertThat(engine.having(Outcome.Delivered.class)).hasSize(COUNT);
      }

      assertThat(firstOccurrences(survivor)).containsExactlyInAnyOrderEntriesOf(byKey(messages));
    }
  }

  /** The node that declares a queue leads it. */
  private static void makeQueueOn(RabbitBroker node) throws Exception {
    try (Connection connection = Amqp.connect(node.uri("/"))) {
      Channel channel = connection.createChannel();
      channel.exchangeDeclare(Destination.EXCHANGE, "topic", true);
      channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
      channel.queueBind(QUEUE, Destination.EXCHANGE, "#");
    }
  }

  private static Map<String, List<String>> byKey(List<OutboundMessage> messages) {
    Map<String, List<String>> byKey = new LinkedHashMap<>();
    for (int number = 0; number < messages.size(); number++) {
      byKey
          .computeIfAbsent(messages.get(number).route("routing-key"), key -> new ArrayList<>())
          .add(Integer.toString(number));
    }
    return byKey;
  }

  private static Map<String, List<String>> firstOccurrences(RabbitBroker node) throws Exception {
    Map<String, Set<String>> first = new LinkedHashMap<>();
    Set<String> ids = new HashSet<>();
    try (AmqpConsumer consumer = AmqpConsumer.of(node.uri("/"), QUEUE)) {
      List<AmqpMessage> read = consumer.read(COUNT, SOON);
      while (!read.isEmpty()) {
        for (AmqpMessage message : read) {
          ids.add(message.properties().getMessageId());
          first
              .computeIfAbsent(message.routingKey(), key -> new LinkedHashSet<>())
              .add(message.text());
        }
        read = consumer.read(COUNT - ids.size(), SOON);
      }
    }
    Map<String, List<String>> lists = new LinkedHashMap<>();
    first.forEach((key, texts) -> lists.put(key, List.copyOf(texts)));
    return lists;
  }
}
