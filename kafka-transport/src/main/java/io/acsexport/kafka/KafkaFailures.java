package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import java.util.regex.Pattern;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidRequiredAcksException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's exceptions mean to an operator. Only what a healthy, correctly configured broker
 * would refuse of this very message is final; a wrong permission or a missing topic must never pour
 * the stream into the dead letters.
 */
final class KafkaFailures {

  private static final Pattern QUOTED = Pattern.compile("'[^']*'");

  private final String servers;
  private final String principal;

  /**
   * @param servers the configured brokers, for the text
   * @param principal who we are to them as far as the settings tell, such as {@code user 'acs'}
   */
  KafkaFailures(String servers, String principal) {
    this.servers = servers;
    this.principal = principal;
  }

  /** What to answer for one message that was not confirmed. */
  Outcome outcome(Throwable exception, String topic) {
    if (exception instanceof RecordTooLargeException) {
      return Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, text(exception));
    }
    if (exception instanceof SerializationException) {
      return Outcome.rejected(FailureCode.MESSAGE_INVALID, text(exception));
    }
    if (exception instanceof InvalidTopicException) {
      return Outcome.rejected(
          FailureCode.TARGET_NAME_INVALID,
          "'" + topic + "' is no topic Kafka can have: " + text(exception));
    }
    return Outcome.retry(failure(exception, topic));
  }

  /**
   * Why it failed, looking through the wrappers that Kafka puts around a cause.
   *
   * @param topic the topic it was about, or null where none
   */
  Failure failure(Throwable exception, @Nullable String topic) {
    for (Throwable at = exception; at != null; at = at.getCause()) {
      Failure known = recognise(at, topic == null ? "" : " '" + topic + "'");
      if (known != null) {
        return known;
      }
    }
    for (Throwable at = exception; at != null; at = at.getCause()) {
      Failure known = general(at);
      if (known != null) {
        return known;
      }
    }
    return Failure.of(FailureCode.UNCLASSIFIED, withCause(exception) + " (" + servers + ")");
  }

  /** What Kafka was about to do, and the innermost cause that says why it could not. */
  private static String withCause(Throwable exception) {
    Throwable innermost = exception;
    for (Throwable at = exception.getCause(); at != null; at = at.getCause()) {
      String message = at.getMessage();
      // A wrapper made of its cause alone has the cause's text for its own.
      if (message != null || at.getCause() == null) {
        innermost = at;
      }
    }
    String cause = innermost == exception ? "" : "; cause: " + innermost;
    return exception + withoutJaas(cause);
  }

  /** What is quoted of a malformed JAAS entry may be a piece of the password. */
  private static String withoutJaas(String text) {
    return text.contains("JAAS") ? QUOTED.matcher(text).replaceAll("'****'") : text;
  }

  private @Nullable Failure recognise(Throwable exception, String topic) {
    if (exception instanceof AuthorizationException refused) {
      return authorization(refused, topic);
    }
    if (exception instanceof AuthenticationException refused) {
      return authentication(refused);
    }
    if (TlsFailures.isStore(exception)) {
      return TlsFailures.store(exception);
    }
    if (exception instanceof UnknownTopicOrPartitionException) {
      return new Failure(
          FailureCode.TARGET_MISSING,
          "the cluster at " + servers + " has no topic" + topic + ", or does not show it to us",
          "Create the topic" + topic + ", correct its name, or let the brokers create topics.");
    }
    if (exception instanceof InvalidTimestampException) {
      return new Failure(
          FailureCode.HELD_BACK,
          "topic" + topic + " refuses the events' time stamps: " + text(exception),
          "Nothing: they are sent again with the broker's time; the header acs-accepted keeps"
              + " their own. The topic's message.timestamp.before.max.ms decides, or the clocks"
              + " differ.");
    }
    if (exception instanceof InvalidRecordException) {
      if (text(exception).contains("part of a batch")) {
        return Failure.of(FailureCode.HELD_BACK, "another event of its batch was refused");
      }
      return new Failure(
          FailureCode.TARGET_MISMATCH,
          "topic" + topic + " refuses the batch: " + text(exception),
          "See that the topic"
              + topic
              + " is not compacted: events without a resource have no key.");
    }
    if (exception instanceof UnsupportedCompressionTypeException) {
      return new Failure(
          FailureCode.CONFIGURATION,
          "topic" + topic + " does not take the compression: " + text(exception),
          "Set producer.compression.type to gzip or none.");
    }
    if (exception instanceof UnsupportedVersionException
        || exception instanceof UnsupportedForMessageFormatException) {
      return new Failure(
          FailureCode.BROKER_UNSUPPORTED,
          "the broker at " + servers + " is too old: " + text(exception),
          "Use Kafka 2.1 or newer.");
    }
    if (exception instanceof ProducerFencedException
        || exception instanceof InvalidProducerEpochException
        || exception instanceof InvalidPidMappingException
        || exception instanceof InvalidTxnStateException
        || exception instanceof FencedInstanceIdException) {
      return Failure.of(FailureCode.FENCED, text(exception));
    }
    if (exception instanceof ThrottlingQuotaExceededException) {
      return Failure.of(FailureCode.THROTTLED, "quota at " + servers + ": " + text(exception));
    }
    if (exception instanceof InvalidRequiredAcksException
        || exception instanceof InvalidConfigurationException) {
      return Failure.of(FailureCode.CONFIGURATION, text(exception));
    }
    return null;
  }

  private Failure authorization(AuthorizationException exception, String topic) {
    if (exception instanceof ClusterAuthorizationException) {
      return new Failure(
          FailureCode.AUTHORIZATION_FAILED,
          principal + " may not use an idempotent producer on the cluster at " + servers,
          "Grant IdempotentWrite on the cluster (or Write on the topic, which implies it since"
              + " Kafka 2.8) to this principal.");
    }
    if (exception instanceof TransactionalIdAuthorizationException) {
      return new Failure(
          FailureCode.AUTHORIZATION_FAILED,
          principal + " may not use transactions on the cluster at " + servers,
          "Grant Write and Describe on the transactional ids that begin with '"
              + ExactlyOnceIdentity.PREFIX
              + "' to this principal.");
    }
    if (exception instanceof GroupAuthorizationException) {
      return new Failure(
          FailureCode.AUTHORIZATION_FAILED,
          principal + " may not store its position on the cluster at " + servers,
          "Grant Read and Describe on the groups that begin with '"
              + ExactlyOnceIdentity.PREFIX
              + "' to this principal.");
    }
    String target = exception instanceof TopicAuthorizationException ? "topic" + topic : "it";
    return new Failure(
        FailureCode.AUTHORIZATION_FAILED,
        principal
            + " may not write to "
            + target
            + " on the cluster at "
            + servers
            + ": "
            + text(exception),
        "Grant Write and Describe on the topic"
            + topic
            + " to this principal (and Create where brokers create topics).");
  }

  private Failure authentication(AuthenticationException exception) {
    if (exception instanceof SslAuthenticationException) {
      return TlsFailures.handshake(servers, exception);
    }
    if (exception instanceof UnsupportedSaslMechanismException) {
      return new Failure(
          FailureCode.CONFIGURATION,
          "the broker at " + servers + " has another SASL mechanism: " + text(exception),
          "Set producer.sasl.mechanism to one the broker names.");
    }
    String how = exception instanceof SaslAuthenticationException ? "SASL: " : "";
    return new Failure(
        FailureCode.AUTHENTICATION_FAILED,
        "the broker at " + servers + " did not accept " + principal + ": " + how + text(exception),
        "Correct user and password in producer.sasl.jaas.config, or the user on the broker.");
  }

  /** The broker did not answer the first question at all. */
  Failure unreachable(Throwable exception) {
    Failure failure = failure(exception, null);
    return failure.code() == FailureCode.TIMEOUT
        ? Failure.of(FailureCode.CONNECTION_FAILED, "no broker of " + servers + " answers")
        : failure;
  }

  /** A failure to read, whose permission is another one. */
  Failure reading(Throwable exception, String topic) {
    return exception instanceof TopicAuthorizationException
        ? new Failure(
            FailureCode.AUTHORIZATION_FAILED,
            principal + " may not read topic '" + topic + "' on the cluster at " + servers,
            "Grant Read and Describe on the topic to this principal.")
        : failure(exception, topic);
  }

  /** The cluster told us that the permission is missing. */
  Failure mayNotWrite(String topic) {
    return failure(new TopicAuthorizationException(topic), topic);
  }

  /** Kinds so wide that a more telling cause below them goes first. */
  private @Nullable Failure general(Throwable exception) {
    if (exception instanceof ConfigException) {
      String detail = text(exception);
      boolean unresolved =
          detail.contains("bootstrap urls") || detail.contains("DNS") || detail.contains("resolve");
      return Failure.of(
          unresolved ? FailureCode.CONNECTION_FAILED : FailureCode.CONFIGURATION,
          unresolved ? "no host of " + servers + " resolves to an address" : detail);
    }
    if (exception instanceof javax.net.ssl.SSLException
        || exception instanceof java.security.GeneralSecurityException) {
      return TlsFailures.handshake(servers, exception);
    }
    if (exception instanceof NetworkException || exception instanceof DisconnectException) {
      return Failure.of(FailureCode.CONNECTION_FAILED, "connection to " + servers + " broke");
    }
    if (exception instanceof TimeoutException) {
      return Failure.of(FailureCode.TIMEOUT, servers + ": " + text(exception));
    }
    if (exception instanceof RetriableException
        || exception instanceof OutOfOrderSequenceException) {
      return Failure.of(FailureCode.BROKER_UNAVAILABLE, servers + ": " + text(exception));
    }
    return null;
  }

  /** Where {@link ConnectionState} knows better than the exception. */
  static boolean saysLittle(Failure failure) {
    return failure.code() == FailureCode.TIMEOUT;
  }

  private static String text(Throwable exception) {
    String message = exception.getMessage();
    return message == null ? exception.getClass().getSimpleName() : message;
  }
}
