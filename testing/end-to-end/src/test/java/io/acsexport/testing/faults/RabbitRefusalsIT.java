package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitAdmin;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.transport.FailureCode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RabbitMQ is well and refuses, all its clients at once: hence a broker of its own. */
@Tag("concurrent")
@NeedsRabbit
class RabbitRefusalsIT {

  private static final int THREADS = 4;
  private static final String KEEP = "unroutable = dead-letter";

  /** What is sent again on a busy machine would arrive in the middle of what is missing. */
  private static final String PATIENT = "confirm-timeout = 60 s";

  @TempDir static Path shared;
  private static RabbitBroker broker;

  @TempDir Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = RabbitBroker.start(RabbitBrokerOptions.in(shared.resolve("rabbit")));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void theExchangeIsDeletedPermissionWithdrawnAndThePasswordRotated() throws Exception {
    RabbitAdmin admin = broker.admin();
    String vhost = admin.addVhost();
    String user = "exporter-" + vhost;
    admin.addUser(user, "first");
    admin.setPermissions(user, vhost, ".*", ".*", ".*");
    String login =
        KEEP
            + ", addresses = [\"%s\"], virtual-host = \"%s\", username = \"%s\", password = "
                .formatted(broker.address(), vhost, user);
    RabbitTarget target = new RabbitTarget(login + "first", broker.uri(vhost));
    target.declare("classic");
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      scenario.start().publish(300).awaitDelivery();
      target.deleteExchange();
      scenario.awaitFailure(FailureCode.TARGET_MISSING).publish(300);
      target.declare("classic");
      scenario.awaitDelivery();

      admin.setPermissions(user, vhost, "^$", "^$", "^$");
      // An open channel does not ask again.
      admin.closeConnections();
      scenario.awaitFailure(FailureCode.AUTHORIZATION_FAILED).publish(300);
      admin.setPermissions(user, vhost, ".*", ".*", ".*");
      scenario.awaitDelivery();

      admin.changePassword(user, "second");
      admin.closeConnections();
      scenario.awaitFailure(FailureCode.AUTHENTICATION_FAILED).publish(300);
      scenario.reconfigure(List.of(target.with(login + "second")));
      scenario.awaitReload().publish(300).finish();

      // Between the exchange and its binding.
      Map<NumberedEvent, String> letters = scenario.deadLetters(target);
      assertThat(letters).values().allMatch(FailureCode.UNROUTABLE.label()::equals);
      scenario.judge(target, scenario.outcomes(), letters.keySet());
    } finally {
      admin.deleteUser(user);
    }
  }

  @Test
  void theQueueIsDeletedAndMadeAgain() throws Exception {
    RabbitTarget keeping = RabbitTarget.on(broker, "keeping", KEEP + ", " + PATIENT);
    RabbitTarget discarding = RabbitTarget.on(broker, "discarding", PATIENT);
    try (Scenario scenario = new Scenario(folder, List.of(keeping, discarding), THREADS)) {
      for (RabbitTarget target : List.of(keeping, discarding)) {
        scenario.configure("acs-export.destinations." + target.name() + ".send-timeout = 120 s");
      }
      scenario.start().publish(500).awaitDelivery();
      for (RabbitTarget target : List.of(keeping, discarding)) {
        target.deleteQueueWhenEmpty();
        scenario.publish(500);
        target.declare("classic");
      }
      scenario.publish(500).finish();

      Map<NumberedEvent, String> letters = scenario.deadLetters(keeping);
      assertThat(letters).values().isNotEmpty().allMatch(FailureCode.UNROUTABLE.label()::equals);
      judgeButOneStretch(scenario, keeping, letters.keySet());
      // As configured nobody keeps what no queue takes.
      judgeButOneStretch(scenario, discarding, Set.of());
    }
  }

  /**
   * What RabbitMQ confirms and a queue that is being deleted takes with it, and what no queue takes
   * from then on, is one stretch of what was published: nothing before or after it is missing.
   */
  private static void judgeButOneStretch(
      Scenario scenario, RabbitTarget target, Set<NumberedEvent> letters) throws Exception {
    Set<NumberedEvent> stretch =
        new HashSet<>(Verdict.of(scenario.outcomes(), target.arrived()).lost());
    assertThat(stretch).isNotEmpty().containsAll(letters);
    Map<Integer, LongSummaryStatistics> threads =
        stretch.stream()
            .collect(
                Collectors.groupingBy(
                    NumberedEvent::thread, Collectors.summarizingLong(NumberedEvent::number)));
    for (LongSummaryStatistics thread : threads.values()) {
      assertThat(thread.getMax() - thread.getMin() + 1).isEqualTo(thread.getCount());
    }
    scenario.judge(target, scenario.outcomes(), stretch);
  }

  @Test
  void whatIsTooLargeIsADeadLetterAndTheRestArrives() throws Exception {
    RabbitAdmin admin = broker.admin();
    RabbitTarget target = RabbitTarget.on(broker, "rabbitmq", "");
    admin.evaluate("application:set_env(rabbit, max_message_size, 40000)");
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      scenario.start().publish(2_500).finish();
      scenario.judgeAllButGiants(target);
    } finally {
      admin.evaluate("application:set_env(rabbit, max_message_size, 134217728)");
    }
  }
}
