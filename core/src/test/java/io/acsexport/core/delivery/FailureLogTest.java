package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureLogTest {

  private static final Failure REFUSED = Failure.of(FailureCode.CONNECTION_FAILED, "kafka1:9092");
  private static final Failure DENIED = Failure.of(FailureCode.AUTHORIZATION_FAILED, "topic cs");

  private final RecordedLines lines = new RecordedLines();
  private final AtomicLong now = new AtomicLong();
  private final FailureLog log = new FailureLog("main", lines, now::get);

  @Test
  void eachKindIsToldOnceWithItsRemedyHoweverTheyAlternate() {
    for (int i = 0; i < 100; i++) {
      log.failed(WorkerState.RETRYING, REFUSED, null);
      log.failed(WorkerState.BLOCKED, DENIED, null);
    }
    assertThat(lines.written)
        .containsExactly(
            "WARN Destination main: retrying: connection-failed: kafka1:9092. See that the broker"
                + " runs and that host and port are right.",
            "WARN Destination main: blocked: authorization-failed: topic cs. Give the user the"
                + " permission named.");
  }

  @Test
  void repeatsAreCountedAndToldAtGrowingIntervals() {
    for (int second = 0; second < 3_600; second++) {
      log.failed(WorkerState.RETRYING, REFUSED, null);
      now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }
    // At 0, 1, 3, 7, 15 and 31 minutes.
    assertThat(lines.written).hasSize(6);
    assertThat(lines.written.get(1))
        .startsWith(
            "WARN Destination main: still retrying after 61 failures in 60 s, 60 since the last"
                + " line: connection-failed: kafka1:9092.");
    assertThat(lines.written.get(5)).contains("after 1861 failures in 1860 s, 960 since");
  }

  @Test
  void theEndIsToldOnce() {
    log.recovered();
    log.failed(WorkerState.RETRYING, REFUSED, null);
    log.failed(WorkerState.RETRYING, REFUSED, null);
    now.addAndGet(TimeUnit.SECONDS.toNanos(90));
    log.recovered();
    log.recovered();
    assertThat(lines.written)
        .hasSize(2)
        .last()
        .isEqualTo("INFO Destination main: delivering again after 90 s and 2 failures");
  }

  @Test
  void aDestinationThatFailsAndRecoversInTurnDoesNotFillTheLog() {
    for (int i = 0; i < 1_000; i++) {
      log.failed(WorkerState.RETRYING, REFUSED, null);
      log.recovered();
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
    }
    assertThat(lines.written).hasSize(2);
  }

  @Test
  void afterAQuietTimeAFailureIsNews() {
    log.failed(WorkerState.RETRYING, REFUSED, null);
    log.recovered();
    now.addAndGet(TimeUnit.MINUTES.toNanos(6));
    log.failed(WorkerState.RETRYING, REFUSED, null);
    log.recovered();
    assertThat(lines.written).hasSize(4);
  }

  @Test
  void aStackTraceIsShownOnlyForWhatNobodyKnows() {
    Exception cause = new IllegalStateException();
    log.failed(WorkerState.RETRYING, REFUSED, cause);
    log.failed(WorkerState.RETRYING, Failure.of(FailureCode.UNCLASSIFIED, "IllegalState"), cause);
    assertThat(lines.traces).containsExactly(null, cause);
  }
}
