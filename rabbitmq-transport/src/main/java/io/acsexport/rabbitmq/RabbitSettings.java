package io.acsexport.rabbitmq;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import io.acsexport.transport.NativeProperties;
import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.TransportContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What one destination's connections are made with. Immutable; prints no secret.
 *
 * @param addresses brokers of one cluster; at least one
 * @param external whether the certificate of {@code tls} names the user, in place of the two above
 * @param virtualHost within the broker
 * @param exchange where messages go
 * @param routingKeyTemplate perhaps with placeholders
 * @param queues to declare for the operator
 * @param persistent whether queues keep messages on disk
 * @param keepUnroutable whether what no queue takes goes to the dead letters
 * @param confirmTimeout how long the broker may take to confirm a message
 * @param patience how long a batch may take before we give it up, just before the engine would
 * @param heartbeat how often to look whether the broker is there
 * @param tls null where connections are not encrypted
 * @param client settings of RabbitMQ's client
 * @param connectionName by which the broker's operator knows our connections
 */
record RabbitSettings(
    List<Address> addresses,
    String username,
    Secret password,
    boolean external,
    String virtualHost,
    ExchangeOptions exchange,
    String routingKeyTemplate,
    List<QueueOptions> queues,
    boolean persistent,
    boolean keepUnroutable,
    Duration confirmTimeout,
    Duration patience,
    Duration heartbeat,
    @Nullable TlsOptions tls,
    NativeProperties client,
    String connectionName) {

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

  /** Copies the lists. */
  RabbitSettings {
    addresses = List.copyOf(addresses);
    queues = List.copyOf(queues);
  }

  /**
   * Reads, completes and validates a destination's settings, and tells the operator what weakens a
   * promise. Reads the files of {@code tls}; no network I/O.
   *
   * @throws SettingException with every problem found
   */
  static RabbitSettings resolve(TransportContext context) throws SettingException {
    return new SettingsResolver(context).resolve();
  }

  /** Whether every message has the same routing key. */
  boolean hasFixedRoutingKey() {
    return routingKeyTemplate.indexOf('{') < 0;
  }

  /** Who we are to the broker, as text. */
  String user() {
    return external ? "the user of tls.certificate" : "user '" + username + "'";
  }

  /** The addresses as text. */
  String brokers() {
    return String.join(", ", addresses.stream().map(RabbitSettings::text).toList());
  }

  /** An address as text. */
  static String text(Address address) {
    return address.getHost() + ":" + address.getPort();
  }

  /**
   * For one connection.
   *
   * @param threads makes the client's threads
   * @throws RuntimeException when a setting of the client cannot be read
   */
  ConnectionFactory factory(ThreadFactory threads, SocketGuard guard) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setConnectionTimeout(millis(CONNECTION_TIMEOUT));
    factory.setHandshakeTimeout(millis(CONNECTION_TIMEOUT));
    factory.setChannelRpcTimeout(millis(confirmTimeout));
    factory.load(client.reveal(), "");
    if (external) {
      factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
    } else {
      factory.setUsername(username);
      factory.setPassword(password.reveal());
    }
    factory.setVirtualHost(virtualHost);
    factory.setRequestedHeartbeat((int) heartbeat.toSeconds());
    // The engine owns retrying. A channel that the client recovered would count its delivery tags
    // from one again and know nothing of what was unconfirmed, and confirmations would be taken
    // for those of other messages.
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setThreadFactory(threads);
    factory.setExceptionHandler(new QuietExceptionHandler());
    if (tls != null) {
      factory.useSslProtocol(tls.context());
    }
    // Last: the line above adds a look at the host name that nobody could turn off; the guard looks
    // itself.
    factory.setSocketConfigurator(guard);
    return factory;
  }

  private static int millis(Duration duration) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, duration.toMillis()));
  }
}
