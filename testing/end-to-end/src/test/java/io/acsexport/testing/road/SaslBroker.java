package io.acsexport.testing.road;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** A Kafka broker that wants a log-in by user {@code acs}; its other listener is the test's. */
public final class SaslBroker implements AutoCloseable {

  static final String PASSWORD = "r1ght-secret";

  private static final String LISTENER = "CLIENT";

  /** A way to log in. */
  public enum Mechanism {
    PLAIN("PLAIN", "plain.PlainLoginModule"),
    SCRAM("SCRAM-SHA-512", "scram.ScramLoginModule"),
    /** With tokens that nobody signed, which Kafka has for tests. */
    OAUTH("OAUTHBEARER", "oauthbearer.OAuthBearerLoginModule");

    private final String label;
    private final String module;

    Mechanism(String label, String module) {
      this.label = label;
      this.module = "org.apache.kafka.common.security." + module + " required";
    }

    String label() {
      return label;
    }

    public String jaas(String password) {
      return module
          + (this == OAUTH
              ? " unsecuredLoginStringClaim_sub=\"acs\";"
              : " username=\"acs\" password=\"" + password + "\";");
    }

    /** Without any credentials. */
    String bareJaas() {
      return module + ";";
    }
  }

  private final KafkaBroker broker;

  private SaslBroker(KafkaBroker broker) {
    this.broker = broker;
  }

  public static SaslBroker start(Path folder) throws Exception {
    String listener = "listener.name.client.";
    String jaas = ".sasl.jaas.config";
    KafkaBroker broker =
        KafkaBroker.start(
            KafkaBrokerOptions.in(folder)
                .withListener(LISTENER, "SASL_PLAINTEXT")
                .with(listener + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512,OAUTHBEARER")
                .with(
                    listener + "plain" + jaas,
                    Mechanism.PLAIN.module + " user_acs=\"" + PASSWORD + "\";")
                .with(listener + "scram-sha-512" + jaas, Mechanism.SCRAM.bareJaas())
                .with(listener + "oauthbearer" + jaas, Mechanism.OAUTH.jaas("")));
    SaslBroker started = new SaslBroker(broker);
    started.setScramPassword(PASSWORD);
    return started;
  }

  /** What SCRAM takes from now on in place of what it took. */
  void setScramPassword(String password) throws Exception {
    try (Admin admin = admin()) {
      ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
      admin
          .alterUserScramCredentials(
              List.of(new UserScramCredentialUpsertion("acs", info, password)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /** Address of the listener without a log-in. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Address of the listener that wants one. */
  public String clientServers() {
    return broker.bootstrapServers(LISTENER);
  }

  /** Settings of a destination. */
  String settings(Mechanism mechanism, String topic, String jaas, String more) {
    return """
    topic = %s
    producer {
      bootstrap.servers = "%s"
      security.protocol = SASL_PLAINTEXT
      sasl.mechanism = %s
      sasl.jaas.config = ${q}%s${q}
      %s
    }
    """
        .replace("${q}", "\"\"\"")
        .formatted(topic, clientServers(), mechanism.label(), jaas, more);
  }

  @Override
  public void close() {
    broker.close();
  }
}
