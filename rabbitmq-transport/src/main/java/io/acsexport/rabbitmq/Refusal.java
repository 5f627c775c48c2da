package io.acsexport.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;

/** What a refusal that closed the publishing channel was about. */
enum Refusal {
  /** One message is larger than the broker takes. */
  TOO_LARGE,
  /** The user's topic permissions do not match one message's routing key. */
  TOPIC_DENIED,
  /** Some message, for a reason not known here. */
  UNKNOWN_MESSAGE,
  /** More than one message: the exchange is missing, or the user may not write to it. */
  DESTINATION;

  private static final int BASIC = 60;
  private static final int PUBLISH = 40;

  /** Codes alone do not tell a large message from other preconditions, so the text decides. */
  static Refusal of(ShutdownSignalException signal) {
    Method reason = signal.getReason();
    if (!(reason instanceof AMQP.Channel.Close close)
        || close.getClassId() != BASIC
        || close.getMethodId() != PUBLISH) {
      return DESTINATION;
    }
    String text = close.getReplyText();
    return switch (close.getReplyCode()) {
      case AMQP.PRECONDITION_FAILED -> text.contains("message size") ? TOO_LARGE : UNKNOWN_MESSAGE;
      case AMQP.ACCESS_REFUSED -> text.contains("access to topic") ? TOPIC_DENIED : DESTINATION;
      case AMQP.NOT_FOUND -> DESTINATION;
      default -> UNKNOWN_MESSAGE;
    };
  }
}
