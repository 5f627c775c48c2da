package io.acsexport.rabbitmq;

import io.acsexport.testing.LoosenedJvm;
import io.acsexport.testing.TestAuthority;
import io.acsexport.transport.Failure;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.tck.EngineStandIn;
import io.acsexport.transport.tck.FakeContext;
import io.acsexport.transport.tck.FakeSettings;
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
        Destination.unset()
            .with("addresses", address)
            .with("exchange.name", "events")
            .with("tls.enabled", true)
            .with("tls.ca", authority.certificate());
    try (FakeContext fake = new FakeContext(settings, Duration.ofSeconds(20));
        RabbitTransport transport = (RabbitTransport) new RabbitTransportProvider().create(fake);
        EngineStandIn engine = new EngineStandIn(transport, Duration.ofSeconds(30))) {
      Outcome outcome =
          engine.send(new Messages("events").message(null, "k", "1")).outcomes().get(0);
      Failure failure = ((Outcome.Retry) outcome).failure();
      System.out.println("The transport: " + failure.code().label() + ": " + failure.detail());
    }
  }
}
