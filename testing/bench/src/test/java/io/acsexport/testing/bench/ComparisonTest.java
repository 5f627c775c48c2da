package io.acsexport.testing.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void formsRatiosWithinRoundsBeforeTheMedian() {
    Comparison comparison =
        Comparison.of("b", "c", "µs", List.of(1.0, 8.0, 9.0), List.of(1.0, 2.0, 3.0));

    assertThat(comparison.ours()).isEqualTo(new Spread(8, 1, 9));
    assertThat(comparison.other()).isEqualTo(new Spread(2, 1, 3));
    assertThat(comparison.ratio()).isEqualTo(new Spread(3, 1, 4));
    assertThat(comparison.rounds()).isEqualTo(3);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1, 4));
  }
}
