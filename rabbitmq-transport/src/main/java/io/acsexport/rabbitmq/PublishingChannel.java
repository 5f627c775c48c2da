package io.acsexport.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.acsexport.transport.OutboundMessage;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A channel in confirm mode, and what the broker says on it. Written to by the publishing thread
 * alone, so that the broker counts messages as the window does.
 */
final class PublishingChannel {

  private final BrokerConnection connection;
  private final PublisherSession session;
  private final Channel channel;
  private final boolean mandatory;
  private final AtomicBoolean lossTold = new AtomicBoolean();

  private PublishingChannel(
      BrokerConnection connection, PublisherSession session, Channel channel) {
    this.connection = connection;
    this.session = session;
    this.channel = channel;
    this.mandatory = connection.isLikeRabbit();
  }

  /** Opens one. */
  static PublishingChannel open(BrokerConnection connection, PublisherSession session)
      throws IOException {
    Channel channel = Topology.open(connection.client());
    PublishingChannel made = new PublishingChannel(connection, session, channel);
    channel.addShutdownListener(made::lost);
    channel.addConfirmListener(session::confirmed, session::refused);
    // Comes before the message's confirmation, on the same thread.
    channel.addReturnListener(
        returned ->
            session.returned(returned.getProperties().getMessageId(), returned.getReplyText()));
    channel.confirmSelect();
    return made;
  }

  /**
   * Writes one message; the session learns how that went. Asks to get back what no queue takes,
   * where the broker would not nack that.
   */
  void write(Publication publication, MessageFormat format) throws IOException {
    OutboundMessage message = publication.message();
    Target target = publication.target();
    try {
      channel.basicPublish(
          target.exchange(),
          target.routingKey(),
          mandatory,
          format.properties(message),
          MessageFormat.body(message));
    } catch (IllegalArgumentException e) {
      // The client refused before it wrote a byte: the broker's count of messages is still ours.
      session.unwritable(publication, String.valueOf(e.getMessage()));
    } catch (ShutdownSignalException e) {
      lost(e); // The listener may yet have to hear of it.
    }
  }

  private void lost(ShutdownSignalException signal) {
    if (signal.isInitiatedByApplication() || !lossTold.compareAndSet(false, true)) {
      return;
    }
    if (signal.isHardError()) {
      session.fail(connection.failures().connection(signal));
    } else {
      session.channelClosed(signal);
    }
  }
}
