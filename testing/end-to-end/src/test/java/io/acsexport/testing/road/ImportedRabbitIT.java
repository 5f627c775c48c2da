package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.AmqpMessage;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.check.AmqpReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing changes for consumers of RabbitMQ when the stock bus is imported. */
@NeedsRabbit
class ImportedRabbitIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** What a consumer of RabbitMQ can depend on. */
  private record Routed(
      String exchange,
      String routingKey,
      @Nullable String contentType,
      @Nullable Integer deliveryMode,
      @Nullable Integer priority,
      String body) {

    static Routed of(AmqpMessage message, String body) {
      return new Routed(
          message.exchange(),
          message.routingKey(),
          message.properties().getContentType(),
          message.properties().getDeliveryMode(),
          message.properties().getPriority(),
          body);
    }
  }

  @Test
  void rabbitGetsTheSameExchangeRoutingKeyPropertiesAndBytes() throws Exception {
    RabbitBroker broker = RabbitBroker.shared();
    String vhost = broker.admin().addVhost();
    broker.admin().addUser("acs", StockServer.PASSWORD);
    broker.admin().setPermissions("acs", vhost, ".*", ".*", ".*");
    String[] address = broker.address().split(":", 2);
    StockServer server = new StockServer(folder);
    server.write(
        "META-INF/cloudstack/event/spring-event-bus-context.xml",
        """
        <beans xmlns="http://www.springframework.org/schema/beans"
               xmlns:p="http://www.springframework.org/schema/p">
          <bean id="eventNotificationBus"
                class="org.apache.cloudstack.mom.rabbitmq.RabbitMQEventBus"
                p:server="%s" p:port="%s" p:virtualHost="%s">
            <property name="name" value="eventNotificationBus"/>
            <property name="username" value="acs"/>
            <property name="password" value="p&amp;ss"/>
            <property name="exchange" value="cs events"/>
          </bean>
        </beans>
        """
            .formatted(address[0], address[1], vhost));
    try (AmqpConsumer queue = AmqpReader.bind(broker.uri(vhost), "cs events", "#")) {
      server.publishStock("rabbitmq", broker.uri(vhost), "cs events");
      server.publishImported();

      List<Routed> stock = new ArrayList<>();
      List<Routed> ours = new ArrayList<>();
      for (AmqpMessage message : queue.read(2 * Road.EVENTS.size(), LIMIT)) {
        if (message.header("acs-id") == null) {
          stock.add(Routed.of(message, StockServer.masked(message.text())));
        } else {
          ours.add(Routed.of(message, message.text()));
        }
      }
      assertThat(stock).hasSize(Road.EVENTS.size());
      assertThat(ours).containsExactlyInAnyOrderElementsOf(stock);
    }
  }
}
