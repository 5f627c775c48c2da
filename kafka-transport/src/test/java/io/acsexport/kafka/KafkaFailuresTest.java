package io.acsexport.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaFailuresTest {

  private final KafkaFailures failures = new KafkaFailures("kafka1:9092", "user 'acs'");

  record Case(Throwable thrown, FailureCode code) {}

  static Case[] faultsOfOneMessage() {
    return new Case[] {
      new Case(new RecordTooLargeException("7 MB"), FailureCode.MESSAGE_TOO_LARGE),
      new Case(new SerializationException("bad"), FailureCode.MESSAGE_INVALID),
      new Case(new InvalidTopicException("a/b"), FailureCode.TARGET_NAME_INVALID),
    };
  }

  static Case[] everythingElse() {
    return new Case[] {
      new Case(new TopicAuthorizationException("cs"), FailureCode.AUTHORIZATION_FAILED),
      new Case(new ClusterAuthorizationException("no"), FailureCode.AUTHORIZATION_FAILED),
      new Case(new UnknownTopicOrPartitionException("cs"), FailureCode.TARGET_MISSING),
      new Case(new SaslAuthenticationException("no"), FailureCode.AUTHENTICATION_FAILED),
      new Case(new SslAuthenticationException("no"), FailureCode.TLS_FAILED),
      new Case(new KafkaException(new SSLHandshakeException("no")), FailureCode.TLS_FAILED),
      new Case(new TimeoutException("late"), FailureCode.TIMEOUT),
      new Case(new DisconnectException(), FailureCode.CONNECTION_FAILED),
      new Case(new NotEnoughReplicasException("1"), FailureCode.BROKER_UNAVAILABLE),
      new Case(new NotLeaderOrFollowerException("2"), FailureCode.BROKER_UNAVAILABLE),
      new Case(new OutOfOrderSequenceException("3"), FailureCode.BROKER_UNAVAILABLE),
      new Case(new ProducerFencedException("other"), FailureCode.FENCED),
      new Case(new UnsupportedVersionException("old"), FailureCode.BROKER_UNSUPPORTED),
      new Case(new ThrottlingQuotaExceededException("quota"), FailureCode.THROTTLED),
      new Case(new InvalidTimestampException("old"), FailureCode.HELD_BACK),
      new Case(new InvalidRecordException("no key"), FailureCode.TARGET_MISMATCH),
      new Case(new InvalidRecordException("part of a batch"), FailureCode.HELD_BACK),
      new Case(
          new KafkaException(
              "Failed to construct kafka producer",
              new ConfigException("No resolvable bootstrap urls given in bootstrap.servers")),
          FailureCode.CONNECTION_FAILED),
      new Case(new ConfigException("acks", "most"), FailureCode.CONFIGURATION),
      new Case(new KafkaException("what"), FailureCode.UNCLASSIFIED),
    };
  }

  @ParameterizedTest
  @MethodSource("faultsOfOneMessage")
  void aFaultOfOneMessageIsFinal(Case fault) {
    Outcome.Rejected rejected = (Outcome.Rejected) failures.outcome(fault.thrown(), "cs");
    assertThat(rejected.failure().code()).isEqualTo(fault.code());
  }

  @ParameterizedTest
  @MethodSource("everythingElse")
  void everythingElseIsTriedAgain(Case fault) {
    Outcome.Retry retry = (Outcome.Retry) failures.outcome(fault.thrown(), "cs");
    assertThat(retry.failure().code()).isEqualTo(fault.code());
    assertThat(retry.failure().remedy()).isNotBlank();
  }

  @Test
  void aTellingCauseGoesBeforeTheTimeoutAroundIt() {
    Failure failure =
        failures.failure(
            new TimeoutException("not in metadata", new UnknownTopicOrPartitionException()), "cs");
    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_MISSING);
    assertThat(failure.remedy()).contains("'cs'");
  }

  @Test
  void theInnermostCauseIsTold() {
    Exception cause = new IllegalStateException("around", new IOException("as the test says"));
    assertThat(failures.failure(new KafkaException("Failed to construct it", cause), null).detail())
        .isEqualTo(
            "org.apache.kafka.common.KafkaException: Failed to construct it; cause:"
                + " java.io.IOException: as the test says (kafka1:9092)");
  }

  @Test
  void aStoreThatCannotBeReadIsNamedWithTheReason() {
    assertThat(detailOf("ssl.truststore.location", "/no/such.jks"))
        .isEqualTo(
            "Failed to load SSL keystore /no/such.jks of type JKS:"
                + " java.nio.file.NoSuchFileException: /no/such.jks");
  }

  @Test
  void whatIsQuotedOfAJaasEntryIsNot() {
    assertThat(
            detailOf(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=acs password=correct horse;"))
        .contains("Failed to construct kafka producer; cause: ", "JAAS")
        .doesNotContain("horse", "correct");
  }

  private String detailOf(String key, String value) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", "127.0.0.1:1");
    settings.put("security.protocol", "SASL_SSL");
    settings.put("sasl.mechanism", "PLAIN");
    settings.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=a password=b;");
    settings.put(key, value);
    KafkaException thrown =
        catchThrowableOfType(
            KafkaException.class,
            () ->
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())
                    .close());
    return failures.failure(thrown, null).detail();
  }
}
