package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final long MILLIS = 1_000_000;

  @Test
  void boundsDoubleUpToTheLongest() {
    assertThat(longestOf(8))
        .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_000L, 3_000L, 3_000L);
  }

  @Test
  void waitsAreSpreadOverTheWholeRangeFromZero() {
    Random seeded = new Random(42);
    long belowHalf = 0;
    for (int i = 0; i < 1_000; i++) {
      long wait = backoff(seeded).next(null);
      assertThat(wait).isBetween(0L, 100 * MILLIS);
      belowHalf += wait < 50 * MILLIS ? 1 : 0;
    }
    assertThat(belowHalf).isBetween(450L, 550L);
  }

  @Test
  void aSuccessBeginsAnew() {
    Backoff backoff = backoff(longest());
    backoff.next(null);
    backoff.next(null);
    backoff.reset();
    assertThat(backoff.next(null)).isEqualTo(100 * MILLIS);
  }

  @Test
  void whatTheBrokerAsksForIsTheLeast() {
    Backoff backoff = backoff(longest());
    assertThat(backoff.next(Duration.ofSeconds(7))).isEqualTo(7_000 * MILLIS);
    assertThat(backoff.next(Duration.ofMillis(1))).isEqualTo(200 * MILLIS);
    assertThat(backoff.next(Duration.ofSeconds(-1))).isEqualTo(400 * MILLIS);
    assertThat(backoff.next(Duration.ofSeconds(Long.MAX_VALUE)))
        .isEqualTo(Duration.ofDays(365).toNanos());
  }

  private static List<Long> longestOf(int waits) {
    Backoff backoff = backoff(longest());
    List<Long> bounds = new ArrayList<>();
    for (int i = 0; i < waits; i++) {
      bounds.add(backoff.next(null) / MILLIS);
    }
    return bounds;
  }

  private static Backoff backoff(RandomGenerator jitter) {
    return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3), jitter);
  }

  /** Always draws the most. */
  private static RandomGenerator longest() {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new UnsupportedOperationException();
      }

      @Override
      public long nextLong(long bound) {
        return bound - 1;
      }
    };
  }
}
