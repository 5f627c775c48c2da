package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.RabbitBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The exporting JVM is killed or stopped in the middle; brokers stay. Each exporter has a
 * destination on Kafka, one that is exactly-once, and one on RabbitMQ where that is installed.
 */
@Tag("concurrent")
class ExporterFaultsIT {

  private static final int THREADS = 4;

  @TempDir static Path shared;
  private static KafkaBroker kafka;

  @TempDir Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = KafkaBroker.start(KafkaBrokerOptions.in(shared.resolve("kafka")));
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @Test
  void killedAtAnyMoment() throws Exception {
    Random random = Length.random();
    int rounds = Length.rounds(5, 50);
    try (Scenario scenario = new Scenario(folder, targets("killed"), THREADS)) {
      for (int round = 0; round < rounds; round++) {
        scenario.flatOut().start().publish(random.nextInt(3_000)).kill();
      }
      scenario.start().publish(100).finish();
      Verdict verdict = scenario.judge();
      assertThat(verdict.arrived()).isGreaterThanOrEqualTo(verdict.accepted());
    }
  }

  @Test
  void stoppedAndContinued() throws Exception {
    try (Scenario scenario = new Scenario(folder, targets("stopped"), THREADS)) {
      scenario.start().publish(500).awaitDelivery();
      scenario.signal("STOP");
      // Longer than a transaction may take, and than RabbitMQ waits for heartbeats.
      await().pollDelay(Duration.ofSeconds(6)).atMost(Duration.ofMinutes(1)).until(() -> true);
      scenario.signal("CONT");
      scenario.publish(500).finish();
      scenario.judge();
    }
  }

  @Test
  void theSpoolsCursorIsLost() throws Exception {
    try (Scenario scenario = new Scenario(folder, targets("cursor"), THREADS)) {
      scenario.start().publish(500).awaitDelivery().publish(500).kill();
      try (var files = Files.list(folder.resolve("spool"))) {
        List<Path> cursors = files.filter(file -> file.toString().endsWith(".cursor")).toList();
        assertThat(cursors).isNotEmpty();
        for (Path cursor : cursors) {
          Files.delete(cursor);
        }
      }
      scenario.start().publish(100).finish();
      scenario.judge();
    }
  }

  @Test
  void twoExportersShareTopicAndExchange() throws Exception {
    List<Target> targets = targets("two");
    try (Scenario one = new Scenario(folder.resolve("one"), targets, THREADS);
        Scenario two = new Scenario(folder.resolve("two"), targets, THREADS).threadsFrom(100)) {
      one.start().publish(300);
      two.start().publish(300);
      one.kill();
      two.publish(300);
      one.start().publish(300).finish();
      two.publish(100).finish();
      Outcomes both = one.outcomes().and(two.outcomes());
      for (Target target : targets) {
        one.judge(target, both, Set.of());
      }
    }
  }

  private static List<Target> targets(String topic) throws Exception {
    String servers = kafka.bootstrapServers();
    List<Target> targets = new ArrayList<>();
    targets.add(KafkaTarget.of(servers, topic, false));
    targets.add(
        new KafkaTarget(
            servers, servers, topic + "-once", true, ", producer.transaction.timeout.ms = 4000"));
    if (RabbitBroker.isInstalled()) {
      targets.add(RabbitTarget.shared("rabbitmq", "heartbeat = 2 s"));
    }
    return targets;
  }
}
