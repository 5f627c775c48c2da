package io.acsexport.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Notice;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** Looks at the broker: what would keep events from being delivered? */
final class RabbitCheck {

  /** Stands for routing keys that depend on the event. */
  private static final String PROBE_KEY = "acs-export.check";

  private final RabbitSettings settings;
  private final ThreadFactory threads;
  private final List<Notice> findings = new ArrayList<>();

  RabbitCheck(RabbitSettings settings, ThreadFactory threads) {
    this.settings = settings;
    this.threads = threads;
  }

  /** Does it, once. */
  List<Notice> run(Duration timeout) throws TransportException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    BrokerConnection connection = Attended.connect(settings, threads, timeout);
    try {
      Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
      return Attended.call(connection, threads, left, () -> look(connection));
    } finally {
      connection.close(threads);
    }
  }

  private List<Notice> look(BrokerConnection connection) throws IOException, TransportException {
    broker(connection);
    ExchangeOptions exchange = settings.exchange();
    if (!exchange.isFixed()) {
      findings.add(
          Notice.info(
              RabbitTransportProvider.EXCHANGE_NAME,
              "the exchange depends on the event; exchanges are not checked"));
      return findings;
    }
    Topology topology = new Topology(connection.client(), settings, connection.failures());
    String name = exchange.template();
    if (topology.exists(name)) {
      findings.add(Notice.info(name, "the exchange exists"));
      compare(topology, name);
      permission(connection, name);
    } else if (exchange.declare()) {
      findings.add(
          Notice.info(
              name, "the exchange does not exist; it is declared once there is an event to send"));
    } else {
      report(name, topology.missing(name));
    }
    return findings;
  }

  private void broker(BrokerConnection connection) {
    Map<String, Object> properties = connection.client().getServerProperties();
    findings.add(
        Notice.info(
            RabbitTransportProvider.ADDRESSES,
            "connected to "
                + connection.broker()
                + " ("
                + properties.get("product")
                + " "
                + properties.get("version")
                + ") as "
                + settings.user()
                + ", virtual host '"
                + settings.virtualHost()
                + "'"
                + (settings.tls() == null ? ", not encrypted" : ", encrypted")));
    if (!connection.isLikeRabbit()) {
      findings.add(
          Notice.warning(
              RabbitTransportProvider.ADDRESSES,
              "the broker is no RabbitMQ: events that no queue takes are neither counted nor kept",
              "Use RabbitMQ where that matters."));
    }
  }

  private void compare(Topology topology, String name) throws TransportException {
    try {
      if (settings.exchange().declare()) {
        topology.compare(name);
      }
    } catch (TransportException e) {
      if (e.failure().code() != FailureCode.TARGET_MISMATCH) {
        throw e;
      }
      report(name, e.failure());
    }
  }

  /** Publishes in a transaction and takes it back, so that the broker looks at the permission. */
  private void permission(BrokerConnection connection, String name) throws IOException {
    boolean fixedKey = settings.hasFixedRoutingKey();
    Channel channel = Topology.open(connection.client());
    try {
      channel.txSelect();
      channel.basicPublish(
          name, fixedKey ? settings.routingKeyTemplate() : PROBE_KEY, null, new byte[0]);
      channel.txRollback();
      findings.add(Notice.info(name, "we may write to it"));
    } catch (IOException | ShutdownSignalException e) {
      ShutdownSignalException refused =
          e instanceof ShutdownSignalException direct
              ? direct
              : e.getCause() instanceof ShutdownSignalException wrapped ? wrapped : null;
      if (refused == null || refused.isHardError()) {
        throw e;
      }
      if (Refusal.of(refused) == Refusal.TOPIC_DENIED && !fixedKey) {
        findings.add(
            Notice.info(
                name, "the user's topic permissions decide on each routing key; not checked"));
      } else {
        report(name, connection.failures().connection(refused));
      }
    } finally {
      channel.abort();
    }
  }

  private void report(String subject, Failure failure) {
    findings.add(Notice.error(subject, failure.detail(), failure.remedy()));
  }
}
