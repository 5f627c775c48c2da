package io.acsexport.testing.faults;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitAdmin.Alarm;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.TcpProxy;
import io.acsexport.transport.FailureCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker of each kind, and a network to it that breaks in every way, one after the other. */
@Tag("concurrent")
@NeedsRabbit
class BrokerFaultsIT {

  private static final int THREADS = 4;

  @TempDir Path folder;

  @Test
  void brokersShortOfRoomBehindABrokenNetworkAndKilled() throws Exception {
    try (TcpProxy toKafka = TcpProxy.start();
        TcpProxy toRabbit = TcpProxy.start();
        KafkaBroker kafka =
            KafkaBroker.prepare(
                KafkaBrokerOptions.in(folder.resolve("kafka")).advertisedAs(toKafka.address()));
        RabbitBroker rabbit =
            RabbitBroker.prepare(RabbitBrokerOptions.in(folder.resolve("rabbit")))) {
      toKafka.forwardTo(kafka.bootstrapServers());
      RabbitTarget queue =
          new RabbitTarget("addresses = [\"" + toRabbit.address() + "\"]", rabbit.uri("/"));
      List<Target> targets =
          List.of(
              KafkaTarget.of(toKafka.address(), "faults", false),
              KafkaTarget.of(toKafka.address(), "faults-once", true),
              queue);
      try (Scenario scenario = new Scenario(folder, targets, THREADS)) {
        // Never reachable so far.
        scenario.start().publish(500);
        kafka.start();
        rabbit.start();
        queue.declare("classic");
        // Not before: what comes between the exchange and its binding is nobody's.
        toRabbit.forwardTo(rabbit.address());
        scenario.publish(300).awaitDelivery();

        rabbit.admin().raiseAlarm(Alarm.DISK);
        scenario.awaitFailure(queue, FailureCode.THROTTLED).publish(300);
        rabbit.admin().clearAlarm(Alarm.DISK);
        scenario.awaitDelivery();
        rabbit.admin().raiseAlarm(Alarm.MEMORY);
        scenario.publish(500);
        rabbit.admin().clearAlarm(Alarm.MEMORY);

        BrokenNetwork.breakInEveryWay(scenario, List.of(toKafka, toRabbit));
        kafka.kill();
        rabbit.kill();
        scenario.publish(1_000);
        kafka.start();
        rabbit.start();
        scenario.publish(500).finish();
        scenario.judge();
      }
    }
  }
}
