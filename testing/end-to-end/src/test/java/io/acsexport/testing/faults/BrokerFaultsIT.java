package io.acsexport.testing.faults;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.TcpProxy;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One broker, and a network to it that breaks in every way, one after the other. */
class BrokerFaultsIT {

  private static final int THREADS = 4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void kafkaBehindABrokenNetworkAndKilled(boolean exactlyOnce) throws Exception {
    try (TcpProxy proxy = TcpProxy.start();
        KafkaBroker broker =
            KafkaBroker.prepare(
                KafkaBrokerOptions.in(folder.resolve("broker")).advertisedAs(proxy.address()))) {
      proxy.forwardTo(broker.bootstrapServers());
      KafkaTarget target =
          new KafkaTarget(proxy.address(), proxy.address(), "faults", exactlyOnce, "");
      try (Scenario scenario = new Scenario(folder, target, THREADS)) {
        // Never reachable so far.
        scenario.start().publish(500);
        broker.start();
        scenario.publish(500);
        BrokenNetwork.breakInEveryWay(scenario, proxy);
        broker.kill();
        scenario.publish(1_000);
        broker.start();
        scenario.publish(500).finish();
        scenario.judge();
      }
    }
  }
}
