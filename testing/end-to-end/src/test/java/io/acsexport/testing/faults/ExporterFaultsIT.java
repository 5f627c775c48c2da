package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exporting JVM is killed or stopped in the middle; brokers stay. */
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void killedAtAnyMoment(boolean exactlyOnce) throws Exception {
    Random random = Length.random();
    int rounds = Length.rounds(5, 50);
    try (Scenario scenario = scenario("killed-" + exactlyOnce, exactlyOnce)) {
      for (int round = 0; round < rounds; round++) {
        scenario.flatOut().start().publish(random.nextInt(3_000)).kill();
      }
      scenario.start().publish(100).finish();
      Verdict verdict = scenario.judge();
      assertThat(verdict.arrived()).isGreaterThanOrEqualTo(verdict.accepted());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stoppedAndContinued(boolean exactlyOnce) throws Exception {
    try (Scenario scenario = scenario("stopped-" + exactlyOnce, exactlyOnce)) {
      scenario.start().publish(1_000);
      scenario.signal("STOP");
      // Longer than a transaction may take: the brokers end it meanwhile.
      await().pollDelay(Duration.ofSeconds(6)).until(() -> true);
      scenario.signal("CONT");
      scenario.publish(1_000).finish();
      scenario.judge();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSpoolsCursorIsLost(boolean exactlyOnce) throws Exception {
    try (Scenario scenario = scenario("cursor-" + exactlyOnce, exactlyOnce)) {
      scenario.start().publish(2_000).kill();
      try (var files = Files.list(folder.resolve("spool"))) {
        for (Path cursor : files.filter(file -> file.toString().endsWith(".cursor")).toList()) {
          Files.delete(cursor);
        }
      }
      scenario.start().publish(100).finish();
      scenario.judge();
    }
  }

  private Scenario scenario(String topic, boolean exactlyOnce) throws Exception {
    KafkaTarget target =
        new KafkaTarget(
            kafka.bootstrapServers(),
            kafka.bootstrapServers(),
            topic,
            exactlyOnce,
            exactlyOnce ? ", producer.transaction.timeout.ms = 4000" : "");
    return new Scenario(folder, target, THREADS);
  }
}
