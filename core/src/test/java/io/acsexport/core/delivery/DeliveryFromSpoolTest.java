package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.deadletter.DeadLetterLog;
import io.acsexport.core.deadletter.DeadLetterReader;
import io.acsexport.core.deadletter.StoredDeadLetter;
import io.acsexport.core.spool.RefusedException;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolCursor;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker with the real spool before it and real dead letters behind it. */
@Timeout(60)
class DeliveryFromSpoolTest {

  @TempDir Path parent;

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private Spool spool;
  private DeadLetterLog deadLetters;

  @BeforeEach
  void open() throws IOException {
    spool = Spool.open(SpoolOptions.in(parent.resolve("spool")), Clock.systemUTC());
    deadLetters =
        new DeadLetterLog(
            parent.resolve("dead"),
            SpoolOptions.in(parent.resolve("spool")),
            Clock.systemUTC(),
            bytes -> spool.reserve(bytes));
  }

  @AfterEach
  void close() {
    deadLetters.close();
    spool.close();
  }

  @Test
  void everythingAppendedArrivesOrIsADeadLetterAndASecondWorkerResumes() throws Exception {
    append(0, 3_000);
    SpoolCursor cursor = spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
    try (DestinationWorker worker = start(cursor)) {
      append(3_000, 2_000);
      await().until(() -> arrived.size() == 4_995);
      assertThat(worker.stop(Duration.ofMinutes(1))).isTrue();
      assertThat(worker.status().backlog().events()).isZero();
    }
    append(5_000, 1_000);
    try (DestinationWorker worker = start(cursor)) {
      assertThat(worker.stop(Duration.ofMinutes(1))).isTrue();
    }

    assertThat(arrived).isEqualTo(events(6_000, false));
    assertThat(buried()).isEqualTo(events(6_000, true));
  }

  @Test
  void anIdleWorkerWakesForARecordAndStopsAtOnce() throws Exception {
    SpoolCursor cursor = spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
    try (DestinationWorker worker = start(cursor)) {
      for (int i = 1; i <= 50; i++) {
        append(i, 1);
        int expected = i;
        await().pollInterval(Duration.ofMillis(1)).until(() -> arrived.size() == expected);
      }
      assertThat(worker.stop(Duration.ofMinutes(1))).isTrue();
      assertThat(cursor.backlog().events()).isZero();
    }
  }

  @Test
  void aWorkerStopsThoughItsSpoolIsClosedAlready() throws Exception {
    SpoolCursor cursor = spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD);
    try (DestinationWorker worker = start(cursor)) {
      append(1, 10);
      await().until(() -> arrived.size() == 10);
      spool.close();
      worker.stop(Duration.ZERO);
      assertThat(worker.status().state()).isEqualTo(WorkerState.STOPPED);
    }
  }

  private DestinationWorker start(SpoolCursor cursor) {
    DeliveryOptions options =
        new DeliveryOptions(
            100, 1 << 20, Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofMillis(5));
    DestinationWorker worker =
        new DestinationWorker(
            "main",
            cursor,
            DeliveryFromSpoolTest::message,
            Refusing::new,
            deadLetters,
            options,
            Clock.systemUTC(),
            new Random(1),
            new SimpleMeterRegistry());
    worker.start();
    return worker;
  }

  private void append(int first, int count) throws RefusedException {
    for (int i = first; i < first + count; i++) {
      byte[] event = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
      spool.append(event, 0, event.length, TimeUnit.SECONDS.toNanos(10));
    }
  }

  private List<String> buried() throws IOException {
    List<String> buried = new ArrayList<>();
    try (DeadLetterReader reader = deadLetters.list()) {
      for (StoredDeadLetter each = reader.next(); each != null; each = reader.next()) {
        buried.add(new String(each.letter().record().payload(), StandardCharsets.UTF_8));
      }
    }
    return buried;
  }

  private static List<String> events(int count, boolean refused) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (isRefused(Integer.toString(i)) == refused) {
        events.add(Integer.toString(i));
      }
    }
    return events;
  }

  private static boolean isRefused(String event) {
    return event.endsWith("777");
  }

  private static OutboundMessage message(SpoolItem item) {
    String body =
        item instanceof SpoolItem.Entry entry
            ? new String(entry.payload(), StandardCharsets.UTF_8)
            : item.toString();
    return DeliveryFixture.message(item.sequence(), null, body);
  }

  /** Takes everything but what it refuses. */
  private final class Refusing implements Transport {

    @Override
    public CompletionStage<BatchResult> send(List<OutboundMessage> batch) {
      List<Outcome> outcomes = new ArrayList<>();
      for (OutboundMessage message : batch) {
        byte[] body = message.body();
        String event = new String(body == null ? new byte[0] : body, StandardCharsets.UTF_8);
        if (isRefused(event)) {
          outcomes.add(Outcome.rejected(FailureCode.MESSAGE_INVALID, "refused"));
        } else {
          arrived.add(event);
          outcomes.add(Outcome.delivered());
        }
      }
      return CompletableFuture.completedFuture(new BatchResult(outcomes));
    }

    @Override
    public Health health() {
      return Health.up("fake");
    }

    @Override
    public void close(Duration timeout) {}
  }
}
