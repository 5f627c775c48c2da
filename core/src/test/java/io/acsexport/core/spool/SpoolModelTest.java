package io.acsexport.core.spool;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random appends, reads, commits, restarts, crashes and power losses against a model.
 *
 * <p>{@code -Dspool.model.seed=N} begins with another seed, {@code -Dspool.model.seeds=N} and
 * {@code -Dspool.model.steps=N} say how many and how long.
 */
// In a thread of its own, so that a spool that spins or waits for ever is a failure, not a hang.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SpoolModelTest {

  static LongStream seeds() {
    long first = Long.getLong("spool.model.seed", 1);
    return LongStream.range(first, first + Long.getLong("spool.model.seeds", 60));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aSpoolDoesWhatItsModelSays(long seed) {
    new SpoolModelRun(seed, Integer.getInteger("spool.model.steps", 3000)).run();
  }
}
