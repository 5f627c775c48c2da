package io.acsexport.core.spool;

import io.acsexport.core.logging.LogSink;
import io.acsexport.core.logging.SinkLoggerFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Random appends, reads, commits, restarts, crashes and power losses against a model.
 *
 * <p>{@code -Dspool.model.seed=N} begins with another seed, {@code -Dspool.model.seeds=N} and
 * {@code -Dspool.model.steps=N} say how many and how long.
 */
// In a thread of its own, so that a spool that spins or waits for ever is a failure, not a hang.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SpoolModelTest {

  /** Thousands of lines on what the simulated disks did would hide the one that matters. */
  @BeforeAll
  static void silence() {
    loggers().attach(LogSink.of((level, logger) -> false, line -> {}));
  }

  @AfterAll
  static void speakAgain() {
    loggers().detach();
  }

  private static SinkLoggerFactory loggers() {
    return (SinkLoggerFactory) LoggerFactory.getILoggerFactory();
  }

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
