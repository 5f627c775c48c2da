package io.acsexport.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges and queues of one connection, each looked at once. Every question has a channel of its
 * own, since the broker closes the channel of a question it answers with no. One thread.
 */
final class Topology {

  /** Names can depend on the event; forgetting some costs another look, no more. */
  private static final int MOST_REMEMBERED = 1_000;

  private final Connection connection;
  private final RabbitSettings settings;
  private final RabbitFailures failures;
  private final Set<String> known = new HashSet<>();
  private boolean queuesDeclared;

  Topology(Connection connection, RabbitSettings settings, RabbitFailures failures) {
    this.connection = connection;
    this.settings = settings;
    this.failures = failures;
  }

  /** Whether the exchange was seen on this connection. */
  boolean knows(String exchange) {
    return known.contains(exchange);
  }

  /**
   * Sees that the exchange is there and, the first time, the queues too.
   *
   * @throws TransportException when it is not there, or differs from what was configured
   */
  void require(String exchange) throws TransportException {
    ExchangeOptions options = settings.exchange();
    if (!exists(exchange)) {
      if (!options.declare()) {
        throw new TransportException(missing(exchange), null);
      }
      declare(exchange);
    } else if (options.declare()) {
      compare(exchange);
    }
    if (!queuesDeclared) {
      for (QueueOptions queue : settings.queues()) {
        require(queue, exchange);
      }
      queuesDeclared = true;
    }
    if (known.size() >= MOST_REMEMBERED) {
      known.clear();
    }
    known.add(exchange);
  }

  /** Whether the broker has an exchange of that name; asks for no permission. */
  boolean exists(String exchange) throws TransportException {
    ShutdownSignalException refused = ask(channel -> channel.exchangeDeclarePassive(exchange));
    if (refused == null) {
      return true;
    }
    if (code(refused) == AMQP.NOT_FOUND) {
      return false;
    }
    throw refusal(refused);
  }

  /** The failure of an exchange that is not there. */
  Failure missing(String exchange) {
    return new Failure(
        FailureCode.TARGET_MISSING,
        "there is no exchange '" + exchange + "' in virtual host '" + settings.virtualHost() + "'",
        "Create it, correct exchange.name, or set exchange.declare = auto.");
  }

  private void declare(String exchange) throws TransportException {
    ShutdownSignalException refused = declaring(exchange);
    if (refused == null) {
      return;
    }
    if (code(refused) == AMQP.ACCESS_REFUSED) {
      throw new TransportException(
          new Failure(
              FailureCode.AUTHORIZATION_FAILED,
              "the exchange '"
                  + exchange
                  + "' is missing, and "
                  + settings.user()
                  + " may not declare it: "
                  + text(refused),
              "Create the exchange, or grant the user 'configure' on it."),
          refused);
    }
    throw refusal(refused);
  }

  /**
   * Declares what is there already: the one way to learn that it has another type. A user who may
   * only write is refused, and learns nothing; that is no fault.
   *
   * @throws TransportException when it is of another type, or not as durable as configured
   */
  void compare(String exchange) throws TransportException {
    ShutdownSignalException refused = declaring(exchange);
    if (refused == null || code(refused) != AMQP.PRECONDITION_FAILED) {
      return;
    }
    String text = text(refused);
    // Other arguments, an alternate exchange say, are the operator's and weaken nothing.
    if (text.contains("arg 'type'") || text.contains("arg 'durable'")) {
      throw new TransportException(
          new Failure(
              FailureCode.TARGET_MISMATCH,
              text,
              "Make exchange.type and exchange.durable what the broker has, or set"
                  + " exchange.declare = never to use the exchange as it is."),
          refused);
    }
  }

  private @Nullable ShutdownSignalException declaring(String exchange) throws TransportException {
    ExchangeOptions options = settings.exchange();
    return ask(
        channel ->
            channel.exchangeDeclare(
                exchange, options.type(), options.durable(), false, false, Map.of()));
  }

  private void require(QueueOptions queue, String exchange) throws TransportException {
    ShutdownSignalException refused = ask(channel -> channel.queueDeclarePassive(queue.name()));
    if (refused != null && code(refused) == AMQP.NOT_FOUND) {
      refused =
          ask(channel -> channel.queueDeclare(queue.name(), true, false, false, arguments(queue)));
    }
    for (String binding : queue.bindings()) {
      if (refused == null) {
        refused = ask(channel -> channel.queueBind(queue.name(), exchange, binding));
      }
    }
    if (refused == null) {
      return;
    }
    if (code(refused) == AMQP.ACCESS_REFUSED) {
      throw new TransportException(
          new Failure(
              FailureCode.AUTHORIZATION_FAILED,
              settings.user()
                  + " may not set up the queue '"
                  + queue.name()
                  + "': "
                  + text(refused),
              "Grant 'configure' and 'write' on the queue and 'read' on the exchange, or declare"
                  + " and bind it yourself and leave it out of queues."),
          refused);
    }
    throw refusal(refused);
  }

  private static Map<String, Object> arguments(QueueOptions queue) {
    Map<String, Object> arguments = new HashMap<>();
    // A classic queue is what the broker makes of none; older and other brokers know no types.
    if (!queue.type().equals("classic")) {
      arguments.put("x-queue-type", queue.type());
    }
    return arguments;
  }

  /** One question. Null where the broker agreed, else what it closed the channel with. */
  private @Nullable ShutdownSignalException ask(Question question) throws TransportException {
    try {
      Channel channel = open(connection);
      try {
        question.on(channel);
        return null;
      } finally {
        channel.abort();
      }
    } catch (IOException e) {
      if (e.getCause() instanceof ShutdownSignalException refused && !refused.isHardError()) {
        return refused;
      }
      throw new TransportException(failures.connection(e), e);
    } catch (ShutdownSignalException e) {
      throw new TransportException(failures.connection(e), e);
    }
  }

  /** A new channel; the client's null for "no more of them" becomes an exception. */
  static Channel open(Connection connection) throws IOException {
    Channel channel = connection.createChannel();
    if (channel == null) {
      throw new IOException("the connection can have no more channels");
    }
    return channel;
  }

  private TransportException refusal(ShutdownSignalException refused) {
    return new TransportException(failures.connection(refused), refused);
  }

  private static int code(ShutdownSignalException signal) {
    return signal.getReason() instanceof AMQP.Channel.Close close ? close.getReplyCode() : 0;
  }

  private static String text(ShutdownSignalException signal) {
    return signal.getReason() instanceof AMQP.Channel.Close close
        ? close.getReplyText()
        : String.valueOf(signal.getMessage());
  }

  private interface Question {
    void on(Channel channel) throws IOException;
  }
}
