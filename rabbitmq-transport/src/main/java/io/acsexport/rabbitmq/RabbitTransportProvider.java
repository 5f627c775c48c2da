package io.acsexport.rabbitmq;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.TemplateRules;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;

/** The transport {@code rabbitmq}. */
public final class RabbitTransportProvider implements TransportProvider {

  static final String ADDRESSES = "addresses";
  static final String URI = "uri";
  static final String USERNAME = "username";
  static final String PASSWORD = "password";
  static final String SASL_MECHANISM = "sasl-mechanism";
  static final String VIRTUAL_HOST = "virtual-host";
  static final String EXCHANGE = "exchange";
  static final String NAME = "name";
  static final String TYPE = "type";
  static final String DURABLE = "durable";
  static final String DECLARE = "declare";
  static final String EXCHANGE_NAME = EXCHANGE + "." + NAME;
  static final String ROUTING_KEY = "routing-key";
  static final String PERSISTENT = "persistent";
  static final String QUEUES = "queues";
  static final String BINDINGS = "bindings";
  static final String UNROUTABLE = "unroutable";
  static final String CONFIRM_TIMEOUT = "confirm-timeout";
  static final String HEARTBEAT = "heartbeat";
  static final String TLS = "tls";
  static final String CLIENT = "client";

  /** The routing key of CloudStack's own RabbitMQ bus; consumers bind on it. */
  static final String STOCK_ROUTING_KEY =
      "{source}.{category}.{type}.{resourceType}.{resourceUuid}";

  /** As CloudStack's own bus has it: a dot would begin another word; what is absent is a star. */
  private static final TemplateRules ROUTING_KEY_RULES = new TemplateRules("*", "^.", "-");

  private static final SettingSpecs EXCHANGE_SETTINGS =
      SettingSpecs.of(
          SettingSpec.template(
                  NAME,
                  TemplateRules.onlyAllowing("a-zA-Z0-9._:-"),
                  "Name of the exchange to publish to.")
              .byDefault("cloudstack-events"),
          SettingSpec.choice(TYPE, "How it finds queues.", "topic", "direct", "fanout")
              .byDefault("topic"),
          SettingSpec.of(DURABLE, SettingType.FLAG, "Whether it survives a restart of the broker.")
              .byDefault("true"),
          SettingSpec.choice(
                  DECLARE,
                  "'auto' declares the exchange where it is missing, and refuses one of another"
                      + " type; 'never' uses it as it is.",
                  "auto",
                  "never")
              .byDefault("auto"));

  private static final SettingSpecs QUEUE_SETTINGS =
      SettingSpecs.of(
          SettingSpec.of(NAME, SettingType.STRING, "Name of the queue.").mandatory(),
          SettingSpec.choice(TYPE, "Kind of queue.", "quorum", "classic", "stream")
              .byDefault("quorum"),
          SettingSpec.of(
              BINDINGS,
              SettingType.STRING_LIST,
              "Binding keys, such as '*.ActionEvent.#'; all events ('#') where it is absent."));

  private static final SettingSpecs SETTINGS =
      SettingSpecs.of(
          SettingSpec.of(
              ADDRESSES,
              SettingType.STRING_LIST,
              "Brokers as host or host:port, several of one cluster. This or uri is needed."),
          SettingSpec.of(
              URI,
              SettingType.SECRET,
              "In place of addresses, username, password and virtual-host: amqp[s]://user:password@"
                  + "host:port/virtual-host."),
          SettingSpec.of(
              USERNAME,
              SettingType.STRING,
              "User of the broker; 'guest', which only brokers on this machine let in, where it is"
                  + " absent."),
          SettingSpec.of(PASSWORD, SettingType.SECRET, "The user's password."),
          SettingSpec.choice(
                  SASL_MECHANISM,
                  "How to log in: 'PLAIN' with username and password; 'EXTERNAL' with"
                      + " tls.certificate, which names the user where the broker has enabled"
                      + " rabbitmq_auth_mechanism_ssl.",
                  "PLAIN",
                  "EXTERNAL")
              .byDefault("PLAIN"),
          SettingSpec.of(VIRTUAL_HOST, SettingType.STRING, "Virtual host; '/' where it is absent."),
          SettingSpec.group(EXCHANGE, EXCHANGE_SETTINGS, "The exchange to publish to.")
              .withShorthand(NAME),
          SettingSpec.template(
                  ROUTING_KEY,
                  ROUTING_KEY_RULES,
                  "Routing key. In what replaces a placeholder a dot becomes '-'; what is absent"
                      + " becomes '*'.")
              .byDefault(STOCK_ROUTING_KEY),
          SettingSpec.of(
                  PERSISTENT, SettingType.FLAG, "Whether queues keep messages on their disk.")
              .byDefault("true"),
          SettingSpec.groupList(
              QUEUES,
              QUEUE_SETTINGS,
              "Queues to declare and bind, where nobody else does it; durable."),
          SettingSpec.choice(
                  UNROUTABLE,
                  "What to do with an event that no queue takes: 'discard' counts it as delivered,"
                      + " since binding only some keys is normal; 'dead-letter' keeps it.",
                  "discard",
                  "dead-letter")
              .byDefault("discard"),
          SettingSpec.of(
                  CONFIRM_TIMEOUT,
                  SettingType.DURATION,
                  "How long the broker may take to confirm an event before the connection is made"
                      + " anew; at most 4/5 of send-timeout.")
              .byDefault("15 s"),
          SettingSpec.of(
                  HEARTBEAT,
                  SettingType.DURATION,
                  "How often to look whether the broker is still there, in whole seconds.")
              .byDefault("30 s"),
          SettingSpec.group(TLS, TlsSettings.SPECS, "Encryption.")
              .withShorthand(TlsSettings.ENABLED),
          SettingSpec.of(
              CLIENT,
              SettingType.NATIVE,
              "Settings of RabbitMQ's Java client, such as connection.timeout or"
                  + " client.properties.NAME."));

  /** Constructed by {@link java.util.ServiceLoader}. */
  public RabbitTransportProvider() {}

  @Override
  public String name() {
    return "rabbitmq";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String description() {
    return "RabbitMQ, and brokers that speak AMQP 0-9-1 with publisher confirms.";
  }

  @Override
  public SettingSpecs settings() {
    return SETTINGS;
  }

  @Override
  public Transport create(TransportContext context) throws SettingException {
    return new RabbitTransport(context, RabbitSettings.resolve(context));
  }
}
