package io.acsexport.testing.faults;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.TcpProxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The same as in {@link KafkaLoadIT} with RabbitMQ as the one that is down, which is slower. */
@NeedsRabbit
@EnabledIfSystemProperty(named = "acs-export.test.long", matches = "true")
class RabbitLoadIT {

  @TempDir Path folder;

  @Test
  void rabbitComesBackToALargeBacklog() throws Exception {
    RabbitBroker rabbit = RabbitBroker.shared();
    String vhost = rabbit.admin().addVhost();
    try (TcpProxy proxy = TcpProxy.start().forwardTo(rabbit.address());
        KafkaBroker up = KafkaBroker.start(KafkaBrokerOptions.in(folder.resolve("up")))) {
      RabbitTarget down =
          new RabbitTarget(
              "addresses = [\"" + proxy.address() + "\"], virtual-host = \"" + vhost + "\"",
              rabbit.uri(vhost));
      down.declare("classic");
      KafkaTarget kafka = KafkaTarget.of(up.bootstrapServers(), "load", false);
      try (Backlog backlog = new Backlog(folder, kafka, down, 30, 300_000)) {
        backlog.beginsWell();
        proxy.become(TcpProxy.Mode.REFUSE);
        backlog.comesTogether();
        proxy.become(TcpProxy.Mode.PASS);
        backlog.isDrained();
      }
    }
  }
}
