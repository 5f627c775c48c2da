package io.acsexport.rabbitmq;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the broker's answers, and its silence, mean for a message. Immutable. */
final class Verdicts {

  private final RabbitSettings settings;

  Verdicts(RabbitSettings settings) {
    this.settings = settings;
  }

  /** The broker has done with the message, which it may have returned before. */
  Outcome taken(Publication publication) {
    if (publication.returned() == null || !settings.keepUnroutable()) {
      return Outcome.delivered();
    }
    Target target = publication.target();
    return Outcome.rejected(
        FailureCode.UNROUTABLE,
        "no queue of exchange '"
            + target.exchange()
            + "' takes routing key '"
            + target.routingKey()
            + "': "
            + publication.returned());
  }

  /** The broker could not take responsibility for the message. */
  Failure nacked(Publication publication) {
    return new Failure(
        FailureCode.BROKER_UNAVAILABLE,
        "the broker did not take an event with routing key '"
            + publication.target().routingKey()
            + "' (basic.nack)",
        "Look for queues that are full and reject (x-overflow = reject-publish), or whose nodes are"
            + " down; delivery goes on by itself.");
  }

  /**
   * Nothing tells whether the broker takes any other message. The engine finds out: for a failure
   * without a class it sends a later message ahead.
   */
  Failure doubtful(String reason) {
    return new Failure(
        FailureCode.UNCLASSIFIED,
        reason,
        "Grant " + settings.user() + " this routing key: 'rabbitmqctl set_topic_permissions'.");
  }

  /** The broker reads nothing more from publishers. */
  static Failure blocked(String reason) {
    return Failure.of(FailureCode.THROTTLED, "the broker holds publishers back: " + reason);
  }

  /** The transport was closed before the broker confirmed. */
  static Failure closed() {
    return Failure.of(FailureCode.CLOSED, "the transport was closed");
  }

  /**
   * What should have been confirmed by now and is not, or null.
   *
   * @param now nanoseconds of {@link System#nanoTime()}
   * @param connection null while there is none yet
   */
  @Nullable Failure late(ConfirmWindow window, long now, @Nullable BrokerConnection connection) {
    String broker = connection == null ? settings.brokers() : connection.broker();
    if (now - window.oldestUnconfirmedNanos(now) > settings.confirmTimeout().toNanos()) {
      return new Failure(
          FailureCode.TIMEOUT,
          broker + " did not confirm an event within " + millis(settings.confirmTimeout()),
          "Look whether a queue has lost its leader or is overloaded; the events are sent again"
              + " over a new connection.");
    }
    if (now - window.oldestBatchNanos(now) > settings.patience().toNanos()) {
      String what = connection == null ? "no connection to " : "a batch was not confirmed by ";
      return Failure.of(
          FailureCode.TIMEOUT, what + broker + " within " + millis(settings.patience()));
    }
    return null;
  }

  /** For a message that was not itself refused. */
  static Failure heldBack(Failure cause) {
    return cause.code() == FailureCode.HELD_BACK
        ? cause
        : Failure.of(FailureCode.HELD_BACK, "an earlier event failed: " + cause.detail());
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + " ms";
  }
}
