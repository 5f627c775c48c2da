package io.acsexport.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.acsexport.testing.Amqp;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.Transport;
import io.acsexport.transport.tck.EngineStandIn;
import io.acsexport.transport.tck.FakeContext;
import io.acsexport.transport.tck.FakeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A virtual host for one test, and transports that lead there. */
final class Destination {

  static final String EXCHANGE = "events";

  private final RabbitBroker broker;
  private final String vhost;
  private final List<AutoCloseable> opened = new ArrayList<>();

  Destination(RabbitBroker broker) throws Exception {
    this.broker = broker;
    this.vhost = broker.admin().addVhost();
  }

  String vhost() {
    return vhost;
  }

  String uri() {
    return broker.uri(vhost);
  }

  /** The transport's settings with nothing written. */
  static FakeSettings unset() throws SettingException {
    return FakeSettings.of(new RabbitTransportProvider().settings(), Map.of());
  }

  /** Settings that reach it. */
  FakeSettings settings() throws SettingException {
    return unset()
        .with("addresses", broker.address())
        .with("virtual-host", vhost)
        .with("exchange.name", EXCHANGE);
  }

  /** A channel of an administrator's own connection. */
  Channel channel() throws Exception {
    Connection connection = Amqp.connect(uri());
    opened.add(connection::abort);
    return connection.createChannel();
  }

  /** A durable queue with these bindings to the exchange, which is made too. */
  void queue(String name, String... bindings) throws Exception {
    Channel channel = channel();
    channel.exchangeDeclare(EXCHANGE, "topic", true);
    channel.queueDeclare(name, true, false, false, null);
    for (String binding : bindings) {
      channel.queueBind(name, EXCHANGE, binding);
    }
  }

  FakeContext context(FakeSettings settings, Duration sendTimeout) {
    FakeContext context = new FakeContext(settings, sendTimeout);
    opened.add(context);
    return context;
  }

  RabbitTransport transport(FakeSettings settings) throws SettingException {
    return transport(context(settings, Duration.ofSeconds(30)));
  }

  RabbitTransport transport(FakeContext context) throws SettingException {
    RabbitTransport transport = (RabbitTransport) new RabbitTransportProvider().create(context);
    opened.add(transport);
    return transport;
  }

  /** Sends through a transport of up to 30 seconds of send time-out. */
  EngineStandIn engine(Transport transport) {
    return closing(new EngineStandIn(transport, Duration.ofSeconds(30)));
  }

  /** To be closed with it. */
  <T extends AutoCloseable> T closing(T resource) {
    opened.add(resource);
    return resource;
  }

  /** Closes what was opened, and deletes the virtual host. */
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    if (broker.isRunning()) {
      broker.admin().deleteVhost(vhost);
    }
  }
}
