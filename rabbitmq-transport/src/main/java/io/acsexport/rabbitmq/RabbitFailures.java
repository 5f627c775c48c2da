package io.acsexport.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.ProtocolVersionMismatchException;
import com.rabbitmq.client.ShutdownSignalException;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the client's exceptions and the broker's replies mean to an operator. Immutable. */
final class RabbitFailures {

  /** How the client begins what is a plain IOException to it. */
  private static final String NO_MECHANISM = "No compatible authentication mechanism found";

  private final String broker;
  private final RabbitSettings settings;

  /**
   * @param broker the broker spoken to, for the text
   */
  RabbitFailures(String broker, RabbitSettings settings) {
    this.broker = broker;
    this.settings = settings;
  }

  /** Why the way to the broker could not be opened, or broke. */
  Failure connection(Throwable exception) {
    for (Throwable at = exception; at != null; at = at.getCause()) {
      Failure known = recognise(at);
      if (known != null) {
        return known;
      }
    }
    for (Throwable at = exception; at != null; at = at.getCause()) {
      if (at instanceof IOException || at instanceof ShutdownSignalException) {
        return Failure.of(
            FailureCode.CONNECTION_FAILED,
            "the connection to " + broker + " failed: " + innermost(exception));
      }
    }
    return Failure.of(FailureCode.UNCLASSIFIED, exception + " (" + broker + ")");
  }

  /** Why no connection came about. */
  Failure opening(Throwable exception) {
    Failure failure = connection(exception);
    TlsOptions tls = settings.tls();
    if (failure.code() != FailureCode.CONNECTION_FAILED || tls == null) {
      return failure;
    }
    // Its alert can be overtaken by the end of the connection.
    String hint =
        tls.ownCertificate()
            ? " A broker that does not accept our certificate hangs up like this, too."
            : " A broker that asks for a client certificate (tls.certificate) hangs up like this,"
                + " too.";
    return new Failure(failure.code(), failure.detail(), failure.remedy() + hint);
  }

  private @Nullable Failure recognise(Throwable exception) {
    if (exception instanceof AuthenticationFailureException
        || String.valueOf(exception.getMessage()).startsWith(NO_MECHANISM)) {
      return authentication(String.valueOf(exception.getMessage()));
    }
    if (exception instanceof ShutdownSignalException signal) {
      return closed(signal);
    }
    if (exception instanceof SSLException broken) {
      return TlsFailures.handshake(broker, broken);
    }
    if (exception instanceof ProtocolVersionMismatchException
        || exception instanceof MalformedFrameException) {
      return new Failure(
          FailureCode.BROKER_UNSUPPORTED,
          broker + " does not speak AMQP 0-9-1 in clear: " + exception.getMessage(),
          "Use the broker's AMQP 0-9-1 port; where that one is encrypted, set tls.enabled = true.");
    }
    if (exception instanceof UnknownHostException) {
      return Failure.of(
          FailureCode.CONNECTION_FAILED, "the host of " + broker + " is not known to name look-up");
    }
    if (exception instanceof MissedHeartbeatException) {
      return Failure.of(
          FailureCode.CONNECTION_FAILED,
          broker + " sent no heartbeat; its connection counts as lost");
    }
    if (exception instanceof TimeoutException || exception instanceof SocketTimeoutException) {
      return Failure.of(
          FailureCode.TIMEOUT, broker + " did not answer in time: " + exception.getMessage());
    }
    return null;
  }

  private Failure authentication(String text) {
    String detail = broker + " does not let in " + settings.user() + ": " + text;
    if (settings.external()) {
      return new Failure(
          FailureCode.AUTHENTICATION_FAILED,
          detail,
          "Enable rabbitmq_auth_mechanism_ssl and auth_mechanisms EXTERNAL on the broker, and add"
              + " the user that the certificate names there (see ssl_cert_login_from).");
    }
    boolean guest = settings.username().equals(ConnectionFactory.DEFAULT_USER);
    return new Failure(
        FailureCode.AUTHENTICATION_FAILED,
        detail,
        guest
            ? "Set username and password: the user 'guest' is let in from the broker's own machine"
                + " alone."
            : "Correct username and password of this destination.");
  }

  /** Why the broker closed the connection or a channel; null where it did not say. */
  @Nullable Failure closed(ShutdownSignalException signal) {
    Method reason = signal.getReason();
    if (reason instanceof AMQP.Connection.Close close) {
      return connectionClosed(close.getReplyCode(), close.getReplyText());
    }
    if (reason instanceof AMQP.Channel.Close close) {
      return channelClosed(close.getReplyCode(), close.getReplyText());
    }
    return null;
  }

  private Failure connectionClosed(int code, String text) {
    if (code == AMQP.NOT_ALLOWED && text.contains("not found")) {
      return new Failure(
          FailureCode.TARGET_MISSING,
          broker + " has no virtual host '" + settings.virtualHost() + "'",
          "Create it ('rabbitmqctl add_vhost'), or correct virtual-host.");
    }
    if (code == AMQP.NOT_ALLOWED && text.contains("limit")) {
      return Failure.of(FailureCode.THROTTLED, broker + ": " + text);
    }
    if (code == AMQP.NOT_ALLOWED && text.contains("refused")) {
      return new Failure(
          FailureCode.AUTHORIZATION_FAILED,
          settings.user()
              + " may not use the virtual host '"
              + settings.virtualHost()
              + "' of "
              + broker,
          "Permit it: 'rabbitmqctl set_permissions'.");
    }
    if (code == AMQP.ACCESS_REFUSED) {
      return authentication(text);
    }
    if (code == AMQP.CONNECTION_FORCED) {
      return Failure.of(FailureCode.CONNECTION_FAILED, broker + " closed the connection: " + text);
    }
    return Failure.of(
        FailureCode.BROKER_UNAVAILABLE, broker + " closed the connection: " + code + " " + text);
  }

  private Failure channelClosed(int code, String text) {
    return switch (code) {
      case AMQP.NOT_FOUND ->
          new Failure(
              FailureCode.TARGET_MISSING,
              broker + ": " + text,
              "Create it on the broker, correct its name, or let it be declared.");
      case AMQP.ACCESS_REFUSED -> denied(text);
      case AMQP.PRECONDITION_FAILED ->
          Failure.of(FailureCode.TARGET_MISMATCH, broker + ": " + text);
      case AMQP.RESOURCE_LOCKED, AMQP.INTERNAL_ERROR, AMQP.RESOURCE_ERROR ->
          Failure.of(FailureCode.BROKER_UNAVAILABLE, broker + ": " + text);
      default ->
          Failure.of(
              FailureCode.UNCLASSIFIED, broker + " closed the channel: " + code + " " + text);
    };
  }

  private Failure denied(String text) {
    return new Failure(
        FailureCode.AUTHORIZATION_FAILED,
        broker + ": " + text,
        "Grant "
            + settings.user()
            + " 'write' on the exchange: 'rabbitmqctl set_permissions -p VHOST USER CONFIGURE WRITE"
            + " READ'.");
  }

  static Throwable innermost(Throwable exception) {
    Throwable at = exception;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at instanceof EOFException && at.getMessage() == null
        ? new EOFException("the broker hung up")
        : at;
  }
}
