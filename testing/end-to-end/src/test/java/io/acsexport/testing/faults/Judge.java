package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.check.Arrived;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Compares what was accepted with what arrived, prints the figures, and fails where a promise is
 * broken.
 *
 * @param log what the exporter's JVM printed: the end of it is part of what a failure says
 */
record Judge(Path log) {

  private static final int LAST_LINES = 40;

  /**
   * Nothing may be lost.
   *
   * @param excused events that need not have arrived, such as dead letters
   */
  Verdict judge(Target target, List<Arrived> arrived, Outcomes outcomes, Set<NumberedEvent> excused)
      throws IOException {
    Verdict verdict = judgeWithLoss(target, arrived, outcomes, excused);
    assertThat(verdict.lost()).as("%s: %s%n%s", target, verdict, endOf(log)).isEmpty();
    assertThat(verdict.told()).as("%s: %s%n%s", target, verdict, endOf(log)).isZero();
    return verdict;
  }

  /** No more may be lost than consumers were told of. */
  Verdict judgeWithLoss(
      Target target, List<Arrived> arrived, Outcomes outcomes, Set<NumberedEvent> excused)
      throws IOException {
    Verdict verdict = Verdict.of(outcomes, arrived).excusing(excused);
    System.out.println(RunningTest.name() + ": " + target + ": " + verdict);
    assertThat(verdict.accepted()).isPositive();
    assertThat(verdict.keepsItsPromises()).as("%s: %s%n%s", target, verdict, endOf(log)).isTrue();
    if (target.exactlyOnce()) {
      assertThat(verdict.repeated()).as("%s: %s%n%s", target, verdict, endOf(log)).isZero();
    }
    return verdict;
  }

  /** The last lines of a log. */
  static String endOf(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
