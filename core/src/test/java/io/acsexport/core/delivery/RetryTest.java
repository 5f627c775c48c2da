package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens to messages that were not confirmed. */
class RetryTest {

  private static final Failure DOWN = Failure.of(FailureCode.CONNECTION_FAILED, "refused");

  private final DeliveryFixture fixture = new DeliveryFixture();

  @AfterEach
  void invariantsHold() {
    fixture.close();
  }

  /** Four batches are open; one message of the second fails, what shares its key is held back. */
  @Test
  void whatFailedGoesAgainBySequenceBeforeAnythingNew() {
    List<CompletableFuture<BatchResult>> stages = new CopyOnWriteArrayList<>();
    List<List<OutboundMessage>> open = new CopyOnWriteArrayList<>();
    fixture.maxInFlight = 4;
    fixture.sending =
        batch -> {
          open.add(batch);
          CompletableFuture<BatchResult> stage = new CompletableFuture<>();
          stages.add(stage);
          return stage;
        };
    fixture.publish(50); // key of sequence s is k((s - 1) % 3)
    fixture.start();
    await().until(() -> stages.size() == 4);
    fixture.sending = fixture::deliver;

    List<BatchResult> results = open.stream().map(batch -> failFrom(15, batch)).toList();
    for (int i = 3; i >= 0; i--) {
      assertThat(fixture.batches).as("nothing is sent while batches are open").hasSize(4);
      stages.get(i).complete(results.get(i));
    }

    fixture.awaitPosition(50);
    List<Long> unresolved = LongStream.rangeClosed(15, 40).filter(s -> s % 3 == 0).boxed().toList();
    assertThat(fixture.batches.get(4)).isEqualTo(unresolved);
    assertThat(fixture.batches.get(5))
        .containsExactlyElementsOf(LongStream.rangeClosed(41, 50).boxed().toList());
    assertThat(fixture.status().retried()).isEqualTo(unresolved.size());
    assertThat(fixture.broker.size()).isEqualTo(50);
  }

  @Test
  void aMessageSentAgainTellsHowOftenItWentBefore() {
    AtomicInteger calls = new AtomicInteger();
    fixture.sending =
        batch ->
            calls.incrementAndGet() <= 3
                ? DeliveryFixture.retryAll(batch, FailureCode.CONNECTION_FAILED)
                : fixture.deliver(batch);
    fixture.publish(1);
    fixture.start();

    fixture.awaitPosition(1);
    assertThat(fixture.sent).extracting(OutboundMessage::priorSends).containsExactly(0, 1, 2, 3);
    assertThat(fixture.sent).extracting(OutboundMessage::id).containsOnly("id-1");
  }

  @Test
  void aDelayThatTheBrokerAsksForIsKept() {
    AtomicLong askedAt = new AtomicLong();
    AtomicLong sentAgainAt = new AtomicLong();
    Duration asked = Duration.ofMillis(300);
    fixture.sending =
        batch -> {
          if (askedAt.get() == 0) {
            askedAt.set(System.nanoTime());
            return fixture.answer(batch, message -> new Outcome.Retry(DOWN, asked));
          }
          sentAgainAt.compareAndSet(0, System.nanoTime());
          return fixture.deliver(batch);
        };
    fixture.publish(1);
    fixture.start();

    fixture.awaitPosition(1);
    assertThat(sentAgainAt.get() - askedAt.get()).isGreaterThanOrEqualTo(asked.toNanos());
  }

  static List<FakeTransport.Sending> troubles() {
    List<FakeTransport.Sending> troubles = new ArrayList<>();
    for (Throwable thrown :
        List.of(
            new TransportException(DOWN, null),
            new IllegalStateException("client closed"),
            new NoClassDefFoundError("org/xerial/snappy/Snappy"),
            new StackOverflowError(),
            new OutOfMemoryError("as the test says"),
            new InterruptedException())) {
      troubles.add(
          batch -> {
            throw thrown;
          });
      troubles.add(batch -> CompletableFuture.failedFuture(thrown));
    }
    troubles.add(batch -> nothing());
    troubles.add(batch -> CompletableFuture.completedFuture(nothing()));
    troubles.add(
        batch -> CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size() + 1)));
    troubles.add(
        batch -> CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size() - 1)));
    return troubles;
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void deliverySurvivesWhateverATransportDoes(FakeTransport.Sending trouble) {
    AtomicInteger calls = new AtomicInteger();
    fixture.sending =
        batch -> calls.incrementAndGet() <= 4 ? trouble.send(batch) : fixture.deliver(batch);
    fixture.publish(25);
    fixture.start();

    fixture.awaitPosition(25);
    assertThat(fixture.broker.size()).isEqualTo(25);
    assertThat(fixture.deadLetters).isEmpty();
    assertThat(fixture.transportsBegun()).isEqualTo(1);
    fixture.awaitState(WorkerState.UP);
  }

  @Test
  void aResultOfTheWrongSizeIsAFaultOfTheTransport() {
    fixture.sending =
        batch -> CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size() + 1));
    fixture.publish(3);
    fixture.start();

    fixture.awaitState(WorkerState.BLOCKED);
    Failure failure = fixture.lastFailure();
    assertThat(failure.code()).isEqualTo(FailureCode.TRANSPORT_FAULT);
    assertThat(failure.detail()).contains("4 outcomes for 3 messages");
    assertThat(fixture.spool.position()).isZero();
  }

  @Test
  void aBrokerThatIsAwayIsTriedUntilItReturns() {
    fixture.sending = batch -> DeliveryFixture.retryAll(batch, FailureCode.CONNECTION_FAILED);
    fixture.publish(100);
    fixture.start();
    await().until(() -> fixture.batches.size() > 20);

    assertThat(fixture.status().state()).isEqualTo(WorkerState.RETRYING);
    assertThat(fixture.status().lastFailure()).isNotNull();
    assertThat(fixture.status().backlog().events()).isEqualTo(100);
    fixture.sending = fixture::deliver;
    fixture.awaitPosition(100);
    fixture.awaitState(WorkerState.UP);
    assertThat(fixture.deadLetters).isEmpty();
  }

  private BatchResult failFrom(long failing, List<OutboundMessage> batch) {
    List<Outcome> outcomes = new ArrayList<>();
    for (OutboundMessage message : batch) {
      boolean held = message.sequence() >= failing && (message.sequence() - failing) % 3 == 0;
      if (held) {
        FailureCode code =
            message.sequence() == failing ? FailureCode.CONNECTION_FAILED : FailureCode.HELD_BACK;
        outcomes.add(Outcome.retry(Failure.of(code, "as the test says")));
      } else {
        fixture.broker.take(message);
        outcomes.add(Outcome.delivered());
      }
    }
    return new BatchResult(outcomes);
  }

  /** What a transport may return although it must not. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }
}
