package io.acsexport.core.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.delivery.WorkerState;
import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Under a clock that says another year each time it is looked at, everything goes on in time. */
@Timeout(60)
class ClockJumpTest {

  @TempDir Path folder;

  private final MemoryTransport transport = new MemoryTransport("main");
  private final Clock clock = new JumpingClock();

  @Test
  void nothingWaitsForTheClock() throws Exception {
    try (Exporter exporter = open()) {
      exporter.start();
      publish(exporter, 0, 500);
      await().until(() -> transport.arrived.size() == 500);

      transport.broker =
          message -> Outcome.retry(Failure.of(FailureCode.CONNECTION_FAILED, "down"));
      publish(exporter, 500, 1_000);
      await().until(() -> state(exporter) == WorkerState.RETRYING);
      assertThat(ExporterHealth.of(exporter.status()).isHealthy())
          .as("retrying for moments, whatever the clock says")
          .isTrue();
      transport.broker = ClockJumpTest::refuseSome;
      await().until(() -> worker(exporter).backlog().events() == 0);
      assertThat(exporter.operations().details("main").deadLetters()).isEqualTo(5);

      exporter.operations().pause("main");
      await().until(() -> state(exporter) == WorkerState.PAUSED);
      transport.broker = message -> Outcome.delivered();
      publish(exporter, 1_000, 1_100);
      exporter.operations().resume("main");
      assertThat(exporter.operations().replay("main", letter -> true).replayed()).isEqualTo(5);
      assertThat(exporter.stop(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(transport.arrived)
        .filteredOn(message -> !message.headers().containsKey("acs-replayed"))
        .extracting(OutboundMessage::id)
        .containsExactlyElementsOf(
            IntStream.range(0, 1_100)
                .filter(i -> i < 500 || i >= 1_000 || i % 100 != 7)
                .mapToObj(i -> "id-" + i)
                .toList());
    assertThat(transport.arrived).hasSize(1_100);
  }

  private static Outcome refuseSome(OutboundMessage message) {
    return message.id().endsWith("07")
        ? Outcome.rejected(FailureCode.MESSAGE_INVALID, "no")
        : Outcome.delivered();
  }

  private static WorkerState state(Exporter exporter) {
    return worker(exporter).state();
  }

  private static WorkerStatus worker(Exporter exporter) {
    return requireNonNull(exporter.status().destinations().get("main"));
  }

  private static void publish(Exporter exporter, int from, int to) throws PublishRefusedException {
    for (int i = from; i < to; i++) {
      exporter.publish(
          new PublishRequest("id-" + i, "ActionEvent", "VM.START", "s", "VM", "vm", "{}", null));
    }
  }

  private Exporter open() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            "acs-export { publish-timeout = 10 s, destinations { main { transport = main,"
                + " retry { initial-delay = 5 ms, max-delay = 20 ms } } }, spool { directory = \""
                + folder.resolve("spool")
                + "\", min-free = 1 MiB } }");
    return Exporter.open(
        ConfigurationLoader.load(file, TransportCatalog.of(transport), Map.of()).config(),
        "ms1",
        clock);
  }

  /** From 1970 to 2100, in no order. */
  private static final class JumpingClock extends Clock {

    private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    private final RandomGenerator random = new Random(4);

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(random.nextLong(LATEST));
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
