package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.logging.LimitedSink;
import io.acsexport.core.logging.LogSink;
import io.acsexport.core.logging.SinkLoggerFactory;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What an operator's log holds of a broker that is away: the clients' own lines are in it. */
class OutageLogIT {

  private static final int WARN = 30;

  /** Ten minutes for the limiter are ten seconds here; the clients fail as often as they do. */
  private static final int FASTER = 60;

  /** Lines that {@code FailureLog}, which has the true time, adds in ten minutes: 1, 3 and 7. */
  private static final int LATER_LINES = 3;

  @TempDir(factory = ShortPaths.class)
  Path folder;

  private final List<String> written = new CopyOnWriteArrayList<>();
  private final AtomicInteger logged = new AtomicInteger();

  @Test
  void tenMinutesWithoutBrokersAreAFewLines() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = free.getLocalPort();
    }
    String destinations =
        """
        kafka { transport = kafka, settings { topic = cs
          producer { bootstrap.servers = "127.0.0.1:%1$d", reconnect.backoff.max.ms = 50 } } }
        rabbit { transport = rabbitmq, settings {
          addresses = ["127.0.0.1:%1$d"], username = u, password = p, exchange = e } }
        """
            .formatted(nobody);
    LimitedSink limited =
        new LimitedSink(
            new Recorder(written),
            logger -> logger.startsWith("io.acsexport."),
            () -> System.nanoTime() * FASTER);
    SinkLoggerFactory loggers = (SinkLoggerFactory) LoggerFactory.getILoggerFactory();
    loggers.attach(new Counting(limited));
    try (IsolatedEngine engine =
        IsolatedEngine.open(
            Road.HOME.resolve("transports"), Road.configurationOf(folder, "1 s", destinations))) {
      engine.publish("one", "two");
      await().atMost(Duration.ofMinutes(1)).until(() -> told("Destination kafka: retrying"));
      await().atMost(Duration.ofMinutes(1)).until(() -> told("Destination rabbit: retrying"));
      await()
          .during(Duration.ofMinutes(10).dividedBy(FASTER))
          .atMost(Duration.ofMinutes(1))
          .until(() -> true);
      assertThat(written).hasSizeLessThanOrEqualTo(20 - 2 * LATER_LINES);
      assertThat(logged.get()).as("lines before the limit").isGreaterThan(4 * written.size());
      await().atMost(Duration.ofMinutes(1)).until(() -> told("lines like this left out"));
    } finally {
      loggers.detach();
    }
  }

  private boolean told(String part) {
    return written.stream().anyMatch(line -> line.contains(part));
  }

  /** Counts what would be written without a limit. */
  private final class Counting implements LogSink {

    private final LogSink sink;

    Counting(LogSink sink) {
      this.sink = sink;
    }

    @Override
    public boolean enabled(int level, String logger) {
      return level >= WARN;
    }

    @Override
    public void log(int level, String logger, String message, @Nullable Throwable thrown) {
      logged.incrementAndGet();
      sink.log(level, logger, message, thrown);
    }

    @Override
    public void flush() {
      sink.flush();
    }
  }

  private record Recorder(List<String> lines) implements LogSink {

    @Override
    public boolean enabled(int level, String logger) {
      return true;
    }

    @Override
    public void log(int level, String logger, String message, @Nullable Throwable thrown) {
      lines.add(level + " " + logger + " " + message);
    }
  }
}
