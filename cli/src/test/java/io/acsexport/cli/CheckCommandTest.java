package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.TransportException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

  private static final String MAIN = "main { transport = memory, settings { password = hunter2 } }";

  @TempDir private Path directory;
  private CommandRun run;

  @BeforeEach
  void prepare() {
    run = new CommandRun(directory).withDestinations(MAIN);
  }

  @Test
  void aBrokerInOrderIsReportedWithWhatWasFound() {
    CommandRun.Result result = run.run("check");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("main (memory)")
        .contains("INFO     connection: Connected to memory.")
        .contains("Would deliver: 1 destination.");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void anUnreachableBrokerIsReportedWithCodeDetailAndRemedy() {
    run.memory.check =
        timeout -> {
          throw new TransportException(FailureCode.CONNECTION_FAILED, "refused: mq1:9092", null);
        };

    CommandRun.Result result = run.run("check");

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out())
        .contains("ERROR    connection-failed: refused: mq1:9092")
        .contains(FailureCode.CONNECTION_FAILED.remedy())
        .contains("1 of 1 destination would not deliver.");
  }

  @Test
  void warningsAreShownButNoFailure() {
    run.memory.notice = Notice.warning("acks", "Only one replica confirms.", "Write acks = all.");

    CommandRun.Result result = run.run("check");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("WARNING  acks: Only one replica confirms.")
        .contains("Write acks = all.")
        .contains("Would deliver: 1 destination, 1 warning.");
  }

  @Test
  void everyProblemOfTheConfigurationIsPrintedWithItsLine() {
    run.withDestinations(
        "main { transport = memory, settings { topik = cs } }\nother { transport = kavka }");

    CommandRun.Result result = run.run("check");

    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.err())
        .contains("acs-export.conf:3")
        .contains("topik")
        .contains("acs-export.conf:4")
        .contains("kavka")
        .contains("memory")
        .doesNotContain("\tat ");
  }

  @Test
  void aMissingConfigurationFileIsNamed() {
    CommandRun.Result result =
        run.runBare("check", "--config", directory.resolve("none.conf").toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.err()).contains("none.conf");
  }

  @Test
  void theEnvironmentNamesTheConfigurationWhereNoOptionDoes() {
    run.environment.put("ACS_EXPORT_CONFIG", run.config().toString());

    assertThat(run.runBare("check").exitCode()).isZero();
  }

  @Test
  void settingsThatDoNotFitTogetherAreAProblemOfTheConfiguration() {
    run.memory.settingProblem = new SettingException("password", "is too short");

    CommandRun.Result result = run.run("check", "--offline");

    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.err()).contains("acs-export.conf:3").contains("password: is too short");
  }

  @Test
  void offlineLeavesTheBrokerAlone() {
    run.memory.check =
        timeout -> {
          throw new AssertionError("the broker was asked");
        };

    CommandRun.Result result = run.run("check", "--offline");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("No broker was asked.");
  }

  @Test
  void aTransportThatIgnoresItsTimeoutIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    run.memory.check =
        timeout -> {
          never.await();
          return List.of();
        };

    CommandRun.Result result = run.run("check", "--timeout", "50ms");

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out()).contains("ERROR    timeout: No result within 50 ms.");
  }

  @Test
  void aTransportThatNeedsAllItsTimeIsDoneBeforeItIsGivenUp() {
    AtomicReference<Duration> allowed = new AtomicReference<>(Duration.ZERO);
    run.memory.check =
        timeout -> {
          allowed.set(timeout);
          return List.of();
        };

    run.run("check", "--timeout", "30s");

    // It took some time to make it.
    assertThat(allowed.get()).isPositive().isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void aDefectiveTransportIsReportedLikeAFailure() {
    run.memory.check =
        timeout -> {
          throw new IllegalStateException("boom");
        };

    CommandRun.Result result = run.run("check");

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out()).contains("transport-fault").contains("boom");
  }

  @Test
  void onlyTheNamedDestinationIsLookedAt() {
    run.withDestinations(MAIN + "\nblind { transport = memory }");

    CommandRun.Result one = run.run("check", "-d", "blind");
    CommandRun.Result unknown = run.run("check", "-d", "mian");

    assertThat(one.exitCode()).isZero();
    assertThat(one.out()).contains("blind (memory)").doesNotContain("main (memory)");
    assertThat(one.out()).contains("cannot look at its broker");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("'mian'").contains("blind, main");
  }

  @Test
  void aConfigurationWithoutDestinationIsInOrderWithAWarning() {
    run.withDestinations("");

    CommandRun.Result result = run.run("check");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("WARNING").contains("No destination is configured");
  }

  @Test
  void machinesGetTheSameAsJson() {
    run.memory.check =
        timeout -> List.of(Notice.error("topic", "Topic cs does not exist.", "Create it."));

    CommandRun.Result result = run.run("check", "--json");

    JsonNode json = result.json();
    assertThat(json.get("ok").booleanValue()).isFalse();
    assertThat(json.get("exitCode").intValue()).isEqualTo(result.exitCode()).isEqualTo(69);
    JsonNode notice = json.at("/destinations/0/notices/0");
    assertThat(notice.get("level").textValue()).isEqualTo("error");
    assertThat(notice.get("subject").textValue()).isEqualTo("topic");
    assertThat(notice.get("remedy").textValue()).isEqualTo("Create it.");
  }

  @Test
  void problemsOfTheConfigurationAreJsonTooWhereAskedFor() {
    run.withDestinations("main { transport = memory, settings { topik = cs } }");

    CommandRun.Result result = run.run("check", "--json");

    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.json().at("/problems/0/origin").textValue()).contains("acs-export.conf:3");
    assertThat(result.json().at("/problems/0/path").textValue()).endsWith("settings.topik");
  }

  @Test
  void aSecretIsNeverPrinted() {
    for (String[] args :
        List.of(
            new String[] {"check"},
            new String[] {"check", "--json", "--verbose"},
            new String[] {"config"},
            new String[] {"config", "--json"})) {
      CommandRun.Result result = run.run(args);

      assertThat(result.exitCode()).isZero();
      assertThat(result.out() + result.err()).doesNotContain("hunter2");
    }
  }
}
