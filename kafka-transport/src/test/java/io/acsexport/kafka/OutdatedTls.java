package io.acsexport.kafka;

import static java.util.Objects.requireNonNull;

import io.acsexport.testing.LoosenedJvm;
import io.acsexport.testing.TestAuthority;
import io.acsexport.transport.Failure;
import io.acsexport.transport.tck.FakeContext;
import java.nio.file.Path;
import java.time.Duration;

/** Runs in a {@link LoosenedJvm}: tells what the transport makes of its outdated server. */
final class OutdatedTls {

  private OutdatedTls() {}

  /** Runs it in the folder given. */
  public static void main(String[] args) throws Exception {
    TestAuthority authority = TestAuthority.in(Path.of(args[0]));
    String address = LoosenedJvm.outdatedServer(authority);
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
