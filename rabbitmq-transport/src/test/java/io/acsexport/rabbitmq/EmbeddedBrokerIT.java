package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.EmbeddedAmqp;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.tck.EngineStandIn;
import io.acsexport.transport.tck.FakeContext;
import io.acsexport.transport.tck.FakeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another broker that speaks AMQP 0-9-1: it knows fewer arguments, and nacks what it returns. */
class EmbeddedBrokerIT {

  @TempDir static Path folder;
  private static EmbeddedAmqp broker;

  @BeforeAll
  static void startTheBroker() throws Exception {
    broker = EmbeddedAmqp.start(folder);
  }

  @AfterAll
  static void stopTheBroker() throws Exception {
    broker.close();
  }

  @Test
  void itIsCheckedAndDeliveredToAndTailed() throws Exception {
    Messages messages = new Messages("first");
    try (FakeContext context = new FakeContext(settings("first"));
        RabbitTransport transport = transport(context);
        EngineStandIn engine = engine(context, transport)) {
      engine.send(messages.message(null, "k", "0"));
      assertThat(transport.check(Duration.ofSeconds(20)))
          .anyMatch(notice -> notice.message().contains("may write"));
      try (Tailable.Tail tail = transport.tail(Tailable.From.END)) {
        engine.deliver(messages.numbered(300, 7), 50, Duration.ofSeconds(30));
        List<ReceivedMessage> seen = new ArrayList<>();
        while (seen.size() < 300) {
          List<ReceivedMessage> more = tail.poll(Duration.ofSeconds(10));
          assertThat(more).as("after " + seen.size()).isNotEmpty();
          seen.addAll(more);
        }
        assertThat(seen).hasSize(300);
      }
    }
  }

  @Test
  void whatNoQueueTakesCountsAsDeliveredThoughItWouldNackIt() throws Exception {
    try (FakeContext context = new FakeContext(settings("second"));
        Transport transport = transport(context);
        EngineStandIn engine = engine(context, transport)) {
      assertThat(engine.send(new Messages("second").message("a", "unwanted", "1")).outcomes())
          .containsExactly(Outcome.delivered());
    }
  }

  private static FakeSettings settings(String exchange) throws Exception {
    return Destination.unset().with("uri", broker.uri()).with("exchange.name", exchange);
  }

  private static EngineStandIn engine(FakeContext context, Transport transport) {
    return new EngineStandIn(transport, context.sendTimeout());
  }

  private static RabbitTransport transport(FakeContext context) throws Exception {
    return (RabbitTransport) new RabbitTransportProvider().create(context);
  }
}
