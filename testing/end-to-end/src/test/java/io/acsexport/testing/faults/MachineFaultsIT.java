package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.TcpProxy;
import io.acsexport.testing.faults.HostPressure.Order;
import io.acsexport.testing.road.ShortPaths;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exporter's process runs out of what it shares with its host. */
@Tag("concurrent")
class MachineFaultsIT {

  private static final int THREADS = 4;

  @TempDir static Path shared;
  private static TcpProxy kafkaProxy;
  private static KafkaBroker kafka;

  @TempDir(factory = ShortPaths.class)
  Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    kafkaProxy = TcpProxy.start();
    kafka =
        KafkaBroker.prepare(
            KafkaBrokerOptions.in(shared.resolve("kafka")).advertisedAs(kafkaProxy.address()));
    kafkaProxy.forwardTo(kafka.bootstrapServers());
    kafka.start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
    kafkaProxy.close();
  }

  @Test
  void kafkaWithoutFileDescriptors() throws Exception {
    withoutFileDescriptors(
        KafkaTarget.of(kafkaProxy.address(), "no-descriptors", false), kafkaProxy);
  }

  @Test
  void rabbitWithoutFileDescriptors() throws Exception {
    assumeTrue(RabbitBroker.isInstalled());
    RabbitBroker broker = RabbitBroker.shared();
    String vhost = broker.admin().addVhost();
    try (TcpProxy proxy = TcpProxy.start()) {
      proxy.forwardTo(broker.address());
      RabbitTarget target =
          new RabbitTarget(
              "addresses = [\"" + proxy.address() + "\"], virtual-host = \"" + vhost + "\"",
              broker.uri(vhost));
      target.declare("classic");
      withoutFileDescriptors(target, proxy);
    }
  }

  /** The host takes them all while connections break: each new one needs some. */
  private void withoutFileDescriptors(Target target, TcpProxy proxy) throws Exception {
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      scenario
          .after("ulimit -n 300")
          .configure("acs-export.spool { segment-size = 64 KiB, max-event-size = 16 KiB }")
          .start()
          .publish(500);
      scenario.tell(Order.TAKE_DESCRIPTORS).says("no file descriptor left");
      proxy.become(TcpProxy.Mode.RESET);
      scenario.refused(100);
      // The second is what Java says when it cannot open the list of mounts.
      assertThat(scenario.log())
          .contains("Too many open files")
          .doesNotContain("Mount point not found");
      proxy.become(TcpProxy.Mode.PASS);
      scenario.tell(Order.GIVE_DESCRIPTORS_BACK).publish(500).finish();
      scenario.judge();
    }
  }

  @Test
  void theHostFillsTheHeapAgainAndAgain() throws Exception {
    FileTarget target = new FileTarget(folder.resolve("out"));
    target.come();
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      scenario.with("-Xmx64m").start().publish(300);
      for (int round = 1; round <= Length.rounds(1, 10); round++) {
        scenario.tell(Order.FILL_HEAP_NOW_AND_THEN).publish(200).refused(5);
        scenario.tell(Order.LEAVE_HEAP_ALONE).says("times in stretch " + round + ".");
      }
      scenario.publish(300).isUp().finish();
      scenario.judge();
    }
  }

  /**
   * What Kafka's client needs to understand a broker's answers it uses for the first time when the
   * heap is full: a class that cannot initialise then never can, and most often there is one.
   */
  @Test
  void kafkaComesWhileTheHostFillsTheHeap() throws Exception {
    KafkaTarget target = KafkaTarget.of(kafkaProxy.address(), "full-heap", false);
    kafkaProxy.become(TcpProxy.Mode.RESET);
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      scenario.with("-Xmx64m").start().publish(300);
      scenario.tell(Order.FILL_HEAP_NOW_AND_THEN).publish(200).refused(5);
      kafkaProxy.become(TcpProxy.Mode.PASS);
      scenario.publish(300).refused(2);
      scenario.tell(Order.LEAVE_HEAP_ALONE).says("The host filled the heap");
      scenario.publish(300).isUp().finish();
      scenario.judge();
    } finally {
      kafkaProxy.become(TcpProxy.Mode.PASS);
    }
  }
}
