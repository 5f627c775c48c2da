package io.acsexport.rabbitmq;

import com.rabbitmq.client.Connection;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publishing thread of a session: connects, looks at exchanges and queues, writes messages, and
 * does so until the session has ended. A thread of its own, because the client's calls wait for the
 * network, deaf to interrupts; only cutting the connection makes them return.
 */
final class Publisher implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final PublisherSession session;
  private final RabbitSettings settings;
  private final TransportContext context;
  private final SocketGuard guard;
  private final int firstAddress;
  private final MessageFormat format;
  private @Nullable BrokerConnection connection;

  /**
   * @param guard holds the connection, so that the session can cut it
   * @param firstAddress the address to begin with
   */
  Publisher(
      PublisherSession session,
      RabbitSettings settings,
      TransportContext context,
      SocketGuard guard,
      int firstAddress) {
    this.session = session;
    this.settings = settings;
    this.context = context;
    this.guard = guard;
    this.firstAddress = firstAddress;
    this.format = new MessageFormat(settings.persistent());
  }

  @Override
  public void run() {
    try {
      BrokerConnection open =
          BrokerConnection.open(settings, firstAddress, context.threads(), guard);
      connection = open;
      publish(open);
    } catch (TransportException e) {
      LOG.debug("Destination {}: a connection failed", context.destination(), e);
      session.fail(e.failure());
    } catch (InterruptedException e) {
      session.fail(Failure.of(FailureCode.CLOSED, "the publishing thread was interrupted"));
    } catch (IOException | RuntimeException e) {
      LOG.debug("Destination {}: publishing failed", context.destination(), e);
      session.fail(explain(e));
    }
  }

  private void publish(BrokerConnection open)
      throws TransportException, IOException, InterruptedException {
    Connection client = open.client();
    client.addShutdownListener(
        signal -> {
          if (!signal.isInitiatedByApplication()) {
            session.fail(open.failures().connection(signal));
          }
        });
    client.addBlockedListener(session::blocked, session::unblocked);
    Topology topology = new Topology(client, settings, open.failures());
    PublishingChannel channel = PublishingChannel.open(open, session);
    session.connected(open);
    Step step = session.next(topology::knows);
    while (!(step instanceof Step.End)) {
      if (step instanceof Step.Write write) {
        channel.write(write.publication(), format);
      } else if (step instanceof Step.LookAt look) {
        topology.require(look.exchange());
      } else if (step instanceof Step.Reopen reopen) {
        session.channelReplaced(reopen.reason(), open.failures().connection(reopen.reason()));
        channel = PublishingChannel.open(open, session);
      }
      step = session.next(topology::knows);
    }
  }

  private Failure explain(Exception exception) {
    return connection == null
        ? Failure.of(FailureCode.UNCLASSIFIED, exception.toString())
        : connection.failures().connection(exception);
  }
}
