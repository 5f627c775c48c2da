package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.FailureCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker is well and refuses: what is missing or forbidden must not cost an event. Each
 * exporter has two destinations, one of them exactly-once, with a topic each.
 */
@Tag("concurrent")
class KafkaRefusalsIT {

  private static final int THREADS = 4;
  private static final String PASSWORD = "first";

  @TempDir static Path shared;
  private static GuardedKafka kafka;

  @TempDir Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = GuardedKafka.start(shared.resolve("kafka"));
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @Test
  void topicsAreMissingPermissionIsWithdrawnAndThePasswordRotated() throws Exception {
    String user = "refused";
    List<KafkaTarget> targets = user(user, "");
    try (Scenario scenario = new Scenario(folder, targets, THREADS)) {
      scenario.start().publish(500).awaitFailure(FailureCode.TARGET_MISSING);
      kafka.createTopics(targets, Map.of());
      scenario.awaitDelivery();

      kafka.withdraw(user);
      scenario.awaitFailure(FailureCode.AUTHORIZATION_FAILED).publish(300);
      kafka.grant(user);
      scenario.awaitDelivery();

      kafka.setPassword(user, "second");
      scenario.awaitFailure(FailureCode.AUTHENTICATION_FAILED).publish(300);
      scenario.reconfigure(kafka.targets(user, "second", ""));
      scenario.awaitReload().publish(300).finish();
      scenario.judge();
    }
  }

  @Test
  void topicsAreDeletedAndMadeAgain() throws Exception {
    List<KafkaTarget> targets = user("deleted", "");
    kafka.createTopics(targets, Map.of());
    try (Scenario scenario = new Scenario(folder, targets, THREADS)) {
      scenario.start().publish(500).awaitDelivery();
      kafka.deleteTopics(targets);
      scenario.awaitFailure(FailureCode.TARGET_MISSING).publish(500);
      kafka.createTopics(targets, Map.of());
      scenario.publish(500).finish();
      for (KafkaTarget target : targets) {
        scenario.judgeWithDeleted(target, DeletedTopic.read(kafka.data(), target.topic()));
      }
    }
  }

  @Test
  void whatIsTooLargeIsADeadLetterAndTheRestArrives() throws Exception {
    List<KafkaTarget> targets = user("large", "producer.compression.type = none");
    kafka.createTopics(targets, Map.of("max.message.bytes", "40000"));
    try (Scenario scenario = new Scenario(folder, targets, THREADS)) {
      scenario.start().publish(2_500).finish();
      for (KafkaTarget target : targets) {
        scenario.judgeAllButGiants(target);
      }
    }
  }

  @Test
  void aQuotaHoldsThemBack() throws Exception {
    List<KafkaTarget> targets = user("limited", "producer.compression.type = none");
    kafka.createTopics(targets, Map.of());
    kafka.limit("limited", 50_000.0);
    try (Scenario scenario = new Scenario(folder, targets, THREADS)) {
      scenario.start().publish(2_000);
      for (KafkaTarget target : targets) {
        assertThat(target.arrived()).hasSizeLessThan(scenario.outcomes().accepted().size() / 2);
      }
      kafka.limit("limited", null);
      scenario.publish(500).finish();
      scenario.judge();
    }
  }

  /** Makes a user with all rights, and its targets. */
  private static List<KafkaTarget> user(String name, String more) throws Exception {
    kafka.setPassword(name, PASSWORD);
    kafka.grant(name);
    return kafka.targets(name, PASSWORD, more);
  }
}
