package io.acsexport.kafka;

import static java.util.Objects.requireNonNull;

import io.acsexport.testing.LoosenedJvm;
import io.acsexport.testing.TestAuthority;
import io.acsexport.transport.Failure;
import io.acsexport.transport.tck.FakeContext;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Runs in a {@link LoosenedJvm}: tells what a careless client and what the transport make of a
 * server that speaks old versions of TLS alone.
 */
final class OutdatedTls {

  private OutdatedTls() {}

  /** Runs it in the folder given. */
  public static void main(String[] args) throws Exception {
    TestAuthority authority = TestAuthority.in(Path.of(args[0]));
    authority.issue("broker", "ip:127.0.0.1");
    SSLContext context = authority.clientContext("broker");
    String address = LoosenedJvm.outdatedServer(context);
    System.out.println("A careless client: " + LoosenedJvm.carelessVersion(context, address));
    FakeSettings settings =
        new FakeSettings()
            .producer("bootstrap.servers", address)
            .producer("security.protocol", "SSL")
            .producer("ssl.truststore.type", "PEM")
            .producer("ssl.truststore.location", authority.certificate().toString());
    try (FakeContext fake = new FakeContext(settings, Duration.ofSeconds(20));
        KafkaTransport transport = (KafkaTransport) new KafkaTransportProvider().create(fake)) {
      new Engine(transport).send(new Messages("cs").message("k", "1"));
      Failure failure = requireNonNull(transport.health().failure());
      System.out.println("The transport: " + failure.code().label() + ": " + failure.detail());
    }
  }
}
