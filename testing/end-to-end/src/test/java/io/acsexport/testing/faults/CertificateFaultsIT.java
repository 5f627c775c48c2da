package io.acsexport.testing.faults;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.TestAuthority;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Under load the broker's certificate is replaced by one that has expired, then by a good one. */
@Tag("concurrent")
class CertificateFaultsIT {

  private static final int THREADS = 4;
  private static final String BROKER = "broker";
  private static final String HOST = "ip:127.0.0.1";
  private static final String EXPIRED = "the broker's certificate is not valid";

  @TempDir Path folder;

  @Test
  void kafkaShowsAnExpiredCertificateForAWhile() throws Exception {
    TestAuthority authority = TestAuthority.in(folder.resolve("authority"));
    TestAuthority.Identity files = authority.issue(BROKER, HOST);
    try (KafkaBroker broker =
            KafkaBroker.start(
                KafkaBrokerOptions.in(folder.resolve("kafka"))
                    .withListener("TLS", "SSL")
                    .with("ssl.keystore.type", "PEM")
                    .with("ssl.keystore.location", files.both().toString()));
        Scenario plain = scenario(broker, authority, false);
        Scenario once = scenario(broker, authority, true)) {
      plain.start();
      once.start().publish(500);
      plain.publish(500);

      authority.issueExpired(BROKER, HOST);
      broker.kill();
      broker.start();
      plain.says(EXPIRED).publish(500);
      once.says(EXPIRED).publish(500);

      authority.issue(BROKER, HOST);
      broker.kill();
      broker.start();
      plain.publish(300).finish();
      once.publish(300).finish();
      plain.judge();
      once.judge();
    }
  }

  @Test
  @NeedsRabbit
  void rabbitShowsAnExpiredCertificateForAWhile() throws Exception {
    TestAuthority authority = TestAuthority.in(folder.resolve("authority"));
    TestAuthority.Identity files = authority.issue(BROKER, HOST);
    try (RabbitBroker broker =
        RabbitBroker.start(
            RabbitBrokerOptions.in(folder.resolve("rabbit"))
                .withTls(
                    new RabbitBrokerOptions.Tls(
                        authority.certificate(), files.certificate(), files.key(), false)))) {
      RabbitTarget target =
          new RabbitTarget(
              "addresses = [\"%s\"], tls { enabled = true, ca = \"%s\" }"
                  .formatted(broker.tlsAddress(), authority.certificate()),
              broker.uri("/"));
      target.declare("classic");
      try (Scenario scenario = new Scenario(folder, target, THREADS)) {
        scenario.start().publish(500);
        authority.issueExpired(BROKER, HOST);
        broker.admin().readCertificatesAgain();
        scenario.says(EXPIRED).publish(500);
        authority.issue(BROKER, HOST);
        broker.admin().readCertificatesAgain();
        scenario.publish(300).finish();
        scenario.judge();
      }
    }
  }

  private Scenario scenario(KafkaBroker broker, TestAuthority authority, boolean exactlyOnce)
      throws Exception {
    String topic = exactlyOnce ? "once" : "plain";
    KafkaTarget target =
        new KafkaTarget(
            broker.bootstrapServers("TLS"),
            broker.bootstrapServers(),
            topic,
            exactlyOnce,
            ", producer { security.protocol = SSL, ssl.truststore { type = PEM, location = \"%s\" } }"
                .formatted(authority.certificate()));
    return new Scenario(folder.resolve(topic), target, THREADS);
  }
}
