package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BurialLogTest {

  private static final Failure LARGE = Failure.of(FailureCode.MESSAGE_TOO_LARGE, "2 MB of 1 MB");
  private static final Failure POISON = Failure.of(FailureCode.POISON, "failed 3 times");

  private final RecordedLines lines = new RecordedLines();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE); // nanoTime may wrap around
  private final BurialLog log = new BurialLog("main", lines, now::get);

  @Test
  void theFirstOfEachKindIsToldAtOnceWithItsReasonAndRemedy() {
    for (int sequence = 1; sequence <= 100; sequence++) {
      log.buried(sequence, sequence == 50 ? POISON : LARGE);
    }

    assertThat(lines.written)
        .containsExactly(
            "WARN Destination main: record 1 is among the dead letters: message-too-large: 2 MB of"
                + " 1 MB. Raise the broker's limit for message size, then replay the dead letter."
                + " (1 since the last such line, 1 since the start)",
            "WARN Destination main: record 50 is among the dead letters: poison: failed 3 times."
                + " Report the failure with the dead letter; it may be a defect of the transport."
                + " (49 since the last such line, 50 since the start)");
  }

  @Test
  void manyFillNoLogButAreCounted() {
    for (int second = 0; second < 180; second++) {
      log.buried(second, LARGE);
      now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    assertThat(lines.written).hasSize(3);
    assertThat(lines.written.get(2))
        .contains("record 120")
        .endsWith("(60 since the last such line," + " 121 since the start)");
  }
}
