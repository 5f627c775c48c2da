package io.acsexport.rabbitmq;

import static io.acsexport.rabbitmq.RabbitTransportProvider.ADDRESSES;
import static io.acsexport.rabbitmq.RabbitTransportProvider.BINDINGS;
import static io.acsexport.rabbitmq.RabbitTransportProvider.CLIENT;
import static io.acsexport.rabbitmq.RabbitTransportProvider.CONFIRM_TIMEOUT;
import static io.acsexport.rabbitmq.RabbitTransportProvider.DECLARE;
import static io.acsexport.rabbitmq.RabbitTransportProvider.DURABLE;
import static io.acsexport.rabbitmq.RabbitTransportProvider.EXCHANGE;
import static io.acsexport.rabbitmq.RabbitTransportProvider.EXCHANGE_NAME;
import static io.acsexport.rabbitmq.RabbitTransportProvider.HEARTBEAT;
import static io.acsexport.rabbitmq.RabbitTransportProvider.NAME;
import static io.acsexport.rabbitmq.RabbitTransportProvider.PASSWORD;
import static io.acsexport.rabbitmq.RabbitTransportProvider.PERSISTENT;
import static io.acsexport.rabbitmq.RabbitTransportProvider.QUEUES;
import static io.acsexport.rabbitmq.RabbitTransportProvider.ROUTING_KEY;
import static io.acsexport.rabbitmq.RabbitTransportProvider.SASL_MECHANISM;
import static io.acsexport.rabbitmq.RabbitTransportProvider.TLS;
import static io.acsexport.rabbitmq.RabbitTransportProvider.TYPE;
import static io.acsexport.rabbitmq.RabbitTransportProvider.UNROUTABLE;
import static io.acsexport.rabbitmq.RabbitTransportProvider.URI;
import static io.acsexport.rabbitmq.RabbitTransportProvider.USERNAME;
import static io.acsexport.rabbitmq.RabbitTransportProvider.VIRTUAL_HOST;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.ConnectionFactory;
import io.acsexport.transport.Notice;
import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TransportContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads and validates a destination's settings, and collects what to tell. Used once. */
final class SettingsResolver {

  /** The protocol has 16 bits for it. */
  private static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(65_535);

  private static final String CLIENT_PROPERTIES = "client.properties.";
  private static final String EXTERNAL = "EXTERNAL";

  /** What of the client's settings is not written elsewhere and breaks no promise. */
  private static final Set<String> CLIENT_KEYS =
      new TreeSet<>(
          Set.of(
              "channel.rpc.timeout",
              "connection.channel.max",
              "connection.frame.max",
              "connection.timeout",
              "handshake.timeout",
              "shutdown.timeout"));

  private final TransportContext context;
  private final Settings settings;
  private final List<SettingProblem> problems = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();

  SettingsResolver(TransportContext context) {
    this.context = context;
    this.settings = context.settings();
  }

  RabbitSettings resolve() throws SettingException {
    BrokerUri uri = uri();
    TlsOptions tls = TlsSettings.read(settings.group(TLS), uri != null && uri.tls(), problems);
    boolean external = external(uri, tls);
    Duration patience = context.sendTimeout().multipliedBy(8).dividedBy(10);
    RabbitSettings resolved =
        new RabbitSettings(
            uri == null ? addresses() : List.of(uri.address()),
            text(USERNAME, uri == null ? null : uri.username(), ConnectionFactory.DEFAULT_USER),
            external ? Secret.of("") : password(uri),
            external,
            text(VIRTUAL_HOST, uri == null ? null : uri.virtualHost(), "/"),
            exchange(),
            settings.string(ROUTING_KEY),
            queues(),
            persistent(),
            settings.string(UNROUTABLE).equals("dead-letter"),
            confirmTimeout(patience),
            patience,
            heartbeat(),
            tls,
            settings.nativeProperties(CLIENT),
            "acs-export-" + context.node() + "-" + context.destination());
    client(resolved);
    hostName(tls);
    if (!problems.isEmpty()) {
      throw new SettingException(problems);
    }
    notices.forEach(context::notice);
    return resolved;
  }

  private @Nullable BrokerUri uri() {
    if (settings.has(URI) == settings.has(ADDRESSES)) {
      problem(
          settings.has(URI) ? URI : ADDRESSES,
          settings.has(URI)
              ? "write either uri or addresses, not both"
              : "is missing: write addresses = [\"host:5672\"], or uri");
    }
    if (!settings.has(URI)) {
      return null;
    }
    try {
      return BrokerUri.parse(settings.secret(URI));
    } catch (IllegalArgumentException e) {
      problem(URI, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private List<Address> addresses() {
    int port = settings.group(TLS).flag(TlsSettings.ENABLED) ? BrokerUri.TLS_PORT : BrokerUri.PORT;
    List<Address> addresses = new ArrayList<>();
    for (String written : settings.strings(ADDRESSES)) {
      Address address = address(written.strip(), port);
      if (address == null) {
        problem(ADDRESSES, "'" + written + "' is no host or host:port");
      } else {
        addresses.add(address);
      }
    }
    if (settings.has(ADDRESSES) && settings.strings(ADDRESSES).isEmpty()) {
      problem(ADDRESSES, "is empty");
    }
    return addresses;
  }

  private static @Nullable Address address(String written, int defaultPort) {
    if (written.isEmpty() || written.contains("/") || written.contains("@")) {
      return null;
    }
    try {
      Address parsed = Address.parseAddress(written);
      int port = parsed.getPort() < 0 ? defaultPort : parsed.getPort();
      return parsed.getHost().isBlank() || port == 0 || port > 65_535
          ? null
          : new Address(parsed.getHost(), port);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private String text(String key, @Nullable String fromUri, String otherwise) {
    if (settings.has(key)) {
      return settings.string(key);
    }
    return fromUri == null ? otherwise : fromUri;
  }

  private Secret password(@Nullable BrokerUri uri) {
    if (settings.has(PASSWORD)) {
      return settings.secret(PASSWORD);
    }
    if (uri != null && uri.password() != null) {
      return uri.password();
    }
    if (settings.has(USERNAME) || (uri != null && uri.username() != null)) {
      problem(PASSWORD, "is missing for the user named");
    }
    return Secret.of(ConnectionFactory.DEFAULT_PASS);
  }

  private boolean external(@Nullable BrokerUri uri, @Nullable TlsOptions tls) {
    if (!settings.string(SASL_MECHANISM).equals(EXTERNAL)) {
      return false;
    }
    // Where the block itself is wrong, that was told.
    if (problems.isEmpty() && (tls == null || !tls.ownCertificate())) {
      problem(
          SASL_MECHANISM,
          "EXTERNAL needs tls.enabled = true, and tls.certificate with tls.key, or tls.keystore");
    }
    for (String key : List.of(USERNAME, PASSWORD)) {
      if (settings.has(key)) {
        problem(key, "has no effect with sasl-mechanism = EXTERNAL");
      }
    }
    if (uri != null && uri.username() != null) {
      problem(URI, "names a user, which has no effect with sasl-mechanism = EXTERNAL");
    }
    return true;
  }

  private ExchangeOptions exchange() {
    Settings exchange = settings.group(EXCHANGE);
    ExchangeOptions options =
        new ExchangeOptions(
            exchange.string(NAME),
            exchange.string(TYPE),
            exchange.flag(DURABLE),
            exchange.string(DECLARE).equals("auto"));
    if (options.template().isBlank()) {
      problem(EXCHANGE_NAME, "is empty");
    }
    if (!options.durable()) {
      notices.add(
          Notice.warning(
              EXCHANGE + "." + DURABLE,
              "the exchange and its bindings are gone after a restart of the broker, and events"
                  + " find no queue until consumers bind theirs again",
              "Set exchange.durable = true."));
    }
    if (options.type().equals("fanout") && settings.isExplicit(ROUTING_KEY)) {
      notices.add(Notice.info(ROUTING_KEY, "a fanout exchange takes no notice of routing keys"));
    }
    return options;
  }

  private List<QueueOptions> queues() {
    List<QueueOptions> queues = new ArrayList<>();
    for (Settings written : settings.groups(QUEUES)) {
      List<String> bindings = written.strings(BINDINGS);
      if (bindings.isEmpty() && settings.group(EXCHANGE).string(TYPE).equals("direct")) {
        problem(QUEUES, "a direct exchange has no binding for all events: write the bindings");
      }
      queues.add(
          new QueueOptions(
              written.string(NAME),
              written.string(TYPE),
              bindings.isEmpty() ? List.of("#") : bindings));
    }
    if (!queues.isEmpty() && settings.group(EXCHANGE).string(NAME).indexOf('{') >= 0) {
      problem(QUEUES, "cannot be bound to an exchange whose name depends on the event");
    }
    return queues;
  }

  private boolean persistent() {
    boolean persistent = settings.flag(PERSISTENT);
    if (!persistent) {
      notices.add(
          Notice.warning(
              PERSISTENT,
              "events that the broker confirmed are lost when it restarts",
              "Set persistent = true."));
    }
    return persistent;
  }

  private Duration confirmTimeout(Duration most) {
    Duration written = settings.duration(CONFIRM_TIMEOUT);
    if (written.isZero() || written.isNegative()) {
      problem(CONFIRM_TIMEOUT, "must be longer than nothing");
      return most;
    }
    if (written.compareTo(most) <= 0) {
      return written;
    }
    if (settings.isExplicit(CONFIRM_TIMEOUT)) {
      notices.add(
          Notice.info(
              CONFIRM_TIMEOUT,
              "is lowered to " + most.toMillis() + " ms, 4/5 of the destination's send-timeout"));
    }
    return most;
  }

  private Duration heartbeat() {
    Duration written = settings.duration(HEARTBEAT);
    if (written.compareTo(Duration.ofSeconds(1)) < 0 || written.compareTo(LONGEST_HEARTBEAT) > 0) {
      problem(HEARTBEAT, "must be between 1 s and " + LONGEST_HEARTBEAT.toSeconds() + " s");
    }
    return written;
  }

  private void client(RabbitSettings resolved) {
    for (String key : settings.nativeProperties(CLIENT).reveal().keySet()) {
      if (!CLIENT_KEYS.contains(key) && !key.startsWith(CLIENT_PROPERTIES)) {
        problem(
            CLIENT + "." + key,
            "is no setting of the client that can be passed on; those are "
                + String.join(", ", CLIENT_KEYS)
                + " and "
                + CLIENT_PROPERTIES
                + "NAME");
      }
    }
    if (problems.isEmpty()) {
      try {
        resolved.factory(context.threads(), new SocketGuard(null));
      } catch (RuntimeException e) {
        problem(CLIENT, "has a value that the client cannot read: " + e.getMessage());
      }
    }
  }

  private void hostName(@Nullable TlsOptions tls) {
    if (tls != null && !tls.verifyHostName()) {
      notices.add(
          Notice.warning(
              TLS + "." + TlsSettings.VERIFY_HOST_NAME,
              "any broker with a certificate of a trusted authority can pass for this one",
              "Set tls.verify-host-name = true."));
    }
  }

  private void problem(String key, String message) {
    problems.add(new SettingProblem(key, message));
  }
}
