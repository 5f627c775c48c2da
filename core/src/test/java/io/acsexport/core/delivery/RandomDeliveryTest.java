package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything at once, seeded: a pipelining transport that keeps the contract but fails, refuses,
 * throws, answers late, out of order or never. In the end each record is resolved exactly as it
 * should be, and the fixture's checks hold: order per key, the cursor, one live transport.
 */
class RandomDeliveryTest {

  private static final int RECORDS = 400;

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyRecordIsResolvedAndOrderHolds(long seed) {
    try (DeliveryFixture fixture = new DeliveryFixture()) {
      Trouble trouble = new Trouble(fixture, new Random(seed));
      fixture.maxInFlight = 1 + (int) (seed % 5);
      fixture.options =
          new DeliveryOptions(
              7, 200, Duration.ofMillis(80), Duration.ofNanos(100_000), Duration.ofMillis(2));
      fixture.sending = trouble::send;
      fixture.closing = trouble::forget;
      fixture.health = trouble::health;
      fixture.source = trouble::messageFor;
      fixture.start();
      Random events = new Random(~seed);
      for (int i = 0; i < RECORDS; i++) {
        int key = events.nextInt(8);
        fixture.spool.append(key == 0 ? "" : "k" + key, "x".repeat(events.nextInt(60)));
      }

      fixture.awaitPosition(RECORDS);
      Set<Long> dead =
          fixture.deadLetters.stream()
              .map(letter -> letter.record().sequence())
              .collect(Collectors.toSet());
      Set<Long> arrived = new HashSet<>(fixture.broker.firstOccurrences());
      for (long sequence = 1; sequence <= RECORDS; sequence++) {
        boolean filtered = Trouble.isFiltered(sequence);
        boolean refused = Trouble.isRefused(sequence);
        assertThat(arrived.contains(sequence)).isEqualTo(!filtered && !refused);
        assertThat(dead.contains(sequence)).isEqualTo(!filtered && refused);
      }
      assertThat(fixture.worker().stop(Duration.ofSeconds(20))).isTrue();
    }
  }

  /** A broker having a bad day, and a transport that keeps the order per key all the same. */
  private static final class Trouble {

    private final DeliveryFixture fixture;
    private final Random random;
    private final Set<String> heldKeys = new HashSet<>();
    private final Map<Long, Integer> unclassified = new HashMap<>();
    private int open;
    private int troubles = 60;

    Trouble(DeliveryFixture fixture, Random random) {
      this.fixture = fixture;
      this.random = random;
    }

    static boolean isFiltered(long sequence) {
      return sequence % 10 == 3;
    }

    static boolean isRefused(long sequence) {
      return sequence % 37 == 0;
    }

    @SuppressWarnings("NullAway") // MessageSource may return null, a method reference to it not
    OutboundMessage messageFor(SpoolItem item) {
      if (isFiltered(item.sequence())) {
        fixture.spool.resolve(item.sequence());
        return null;
      }
      return fixture.message(item);
    }

    synchronized Health health() {
      return random.nextBoolean() ? Health.up("fake") : Health.idle();
    }

    synchronized CompletionStage<BatchResult> send(List<OutboundMessage> batch) throws Throwable {
      if (fixture.isSenderClosing()) {
        throw new InterruptedException("overdue before it began");
      }
      if (batch.get(0).priorSends() > 0) {
        // Sent again: so the engine has seen the failures, and nothing else may be open.
        heldKeys.clear();
        if (open > 0) {
          fixture.breaches.add("sent again while " + open + " batches were open");
        }
      }
      boolean trouble = troubles > 0 && random.nextInt(3) == 0;
      troubles -= trouble ? 1 : 0;
      int kind = trouble ? random.nextInt(12) : -1;
      if (kind == 0 && open == 0 && batch.stream().allMatch(this::mayLookLikePoison)) {
        throw new IllegalStateException("thrown");
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (OutboundMessage message : batch) {
        outcomes.add(outcome(message, kind));
      }
      open++;
      CompletableFuture<BatchResult> stage = new CompletableFuture<>();
      if (kind != 1) {
        CompletableFuture.delayedExecutor(random.nextInt(1_500), TimeUnit.MICROSECONDS)
            .execute(() -> complete(stage, new BatchResult(outcomes)));
      }
      return stage;
    }

    /** Closed: nothing it held back or had open matters any more. */
    synchronized void forget() {
      heldKeys.clear();
      open = 0;
    }

    private void complete(CompletableFuture<BatchResult> stage, BatchResult result) {
      synchronized (this) {
        open = Math.max(0, open - 1);
      }
      stage.complete(result);
    }

    private Outcome outcome(OutboundMessage message, int kind) {
      String key = message.key();
      if (key != null && heldKeys.contains(key)) {
        return retry(FailureCode.HELD_BACK);
      }
      if (kind >= 2 && random.nextInt(4) == 0) {
        if (key != null) {
          heldKeys.add(key);
        }
        boolean odd = kind < 5 && mayLookLikePoison(message);
        return retry(odd ? FailureCode.UNCLASSIFIED : FailureCode.BROKER_UNAVAILABLE);
      }
      if (isRefused(message.sequence())) {
        return Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, "refused");
      }
      fixture.broker.take(message);
      return Outcome.delivered();
    }

    /** A message that fails for no known reason again and again is poison; none is meant to be. */
    private boolean mayLookLikePoison(OutboundMessage message) {
      return unclassified.merge(message.sequence(), 1, Integer::sum) <= 2;
    }

    private static Outcome retry(FailureCode code) {
      return Outcome.retry(Failure.of(code, "as the dice fell"));
    }
  }
}
