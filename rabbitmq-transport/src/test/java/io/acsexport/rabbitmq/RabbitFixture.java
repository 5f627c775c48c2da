package io.acsexport.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.acsexport.testing.Amqp;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.tck.BrokerFixture;
import io.acsexport.transport.tck.Capability;
import io.acsexport.transport.tck.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A RabbitMQ for the transport kit; exchanges are not declared by the transport. */
final class RabbitFixture implements BrokerFixture {

  private static final int LARGEST = 2 << 20;

  private final RabbitBroker broker;

  RabbitFixture(Path folder) throws IOException {
    broker =
        RabbitBroker.prepare(
            RabbitBrokerOptions.in(folder).with("max_message_size", Integer.toString(LARGEST)));
  }

  /** The ordering key is not sent, AMQP knows no absent body, and an exchange keeps nothing. */
  @Override
  public Set<Capability> capabilities() {
    return EnumSet.complementOf(
        EnumSet.of(Capability.KEYS, Capability.ABSENT_BODY, Capability.TAIL_FROM_BEGINNING));
  }

  @Override
  public void start() throws Exception {
    broker.start();
  }

  @Override
  public void stop() {
    broker.kill();
  }

  @Override
  public void pause() throws Exception {
    broker.pause();
  }

  @Override
  public void resume() throws Exception {
    broker.resume();
  }

  @Override
  public void close() {
    broker.close();
  }

  @Override
  public Target target(String name) throws Exception {
    Place place = new Place(name);
    place.create();
    return new Exchange(name, place);
  }

  @Override
  public Map<String, ?> settingsWith(String secret) {
    return Map.of(
        "addresses",
        broker.address(),
        "username",
        "acs",
        "password",
        secret,
        "tls",
        Map.of("key-password", secret),
        "client",
        Map.of("client.properties.token", secret));
  }

  @Override
  public List<Unusable> unusableSettings() {
    return List.of(
        new Unusable(Map.of(), Set.of("addresses")),
        new Unusable(
            Map.of("addresses", "mq1", "username", "acs", "client", Map.of("use.nio", "true")),
            Set.of("password", "client.use.nio")));
  }

  @Override
  public Duration sendTimeout() {
    return Duration.ofSeconds(4);
  }

  /** An exchange with a queue that keeps all it gets. */
  private final class Place {

    private final String name;
    private final List<ReceivedMessage> read = new ArrayList<>();

    Place(String name) {
      this.name = name;
    }

    void create() throws Exception {
      Connection connection = Amqp.connect(broker.uri("/"));
      try {
        Channel channel = connection.createChannel();
        channel.exchangeDeclare(name, "topic", true);
        channel.queueDeclare(name, true, false, false, null);
        channel.queueBind(name, name, "#");
      } finally {
        connection.abort();
      }
    }

    List<ReceivedMessage> arrived() throws Exception {
      Connection connection = Amqp.connect(broker.uri("/"));
      try {
        Channel channel = connection.createChannel();
        for (GetResponse next = channel.basicGet(name, true);
            next != null;
            next = channel.basicGet(name, true)) {
          read.add(received(next));
        }
      } finally {
        connection.abort();
      }
      return List.copyOf(read);
    }
  }

  private static ReceivedMessage received(GetResponse message) {
    AMQP.BasicProperties properties = message.getProps();
    Map<String, String> headers = new LinkedHashMap<>();
    properties.getHeaders().forEach((name, value) -> headers.put(name, value.toString()));
    return new ReceivedMessage(
        message.getEnvelope().getExchange(),
        message.getEnvelope().getRoutingKey(),
        message.getBody(),
        headers,
        properties.getTimestamp().toInstant());
  }

  /** What a test sends to. */
  private final class Exchange implements Target {

    private final String name;
    private final Place place;

    Exchange(String name, Place place) {
      this.name = name;
      this.place = place;
    }

    @Override
    public Map<String, ?> settings() {
      return Map.of(
          "addresses", broker.address(), "exchange", Map.of("name", name, "declare", "never"));
    }

    @Override
    public Map<String, String> route() {
      return route(name);
    }

    @Override
    public List<ReceivedMessage> arrived() throws Exception {
      return place.arrived();
    }

    @Override
    public int tooLarge() {
      return LARGEST + 1;
    }

    @Override
    public Missing missing() {
      Place other = new Place(name + "-missing");
      return new Missing() {
        @Override
        public Map<String, String> route() {
          return Exchange.this.route(other.name);
        }

        @Override
        public void create() throws Exception {
          other.create();
        }

        @Override
        public List<ReceivedMessage> arrived() throws Exception {
          return other.arrived();
        }
      };
    }

    private Map<String, String> route(String exchange) {
      return Map.of("exchange.name", exchange, "routing-key", "some.key");
    }
  }
}
