package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.FailureCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The drain, and ends at every awkward moment. A wait that does not end fails by the time-out. */
@Timeout(30)
class StopTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final DeliveryFixture fixture = new DeliveryFixture();

  @AfterEach
  void everythingEnds() {
    fixture.close();
    assertThat(fixture.transportsAlive()).isZero();
  }

  @Test
  void theDrainDeliversWhatIsThereAndThenEnds() {
    Semaphore slow = new Semaphore(1);
    fixture.sending =
        batch -> {
          slow.acquire();
          return fixture.deliver(batch);
        };
    fixture.publish(500);
    fixture.start();
    await().until(() -> fixture.batches.size() == 2);
    slow.release(1_000);

    assertThat(fixture.worker().stop(LONG)).isTrue();
    assertThat(fixture.spool.position()).isEqualTo(500);
    assertThat(fixture.broker.size()).isEqualTo(500);
    assertThat(fixture.status().state()).isEqualTo(WorkerState.STOPPED);
  }

  @Test
  void whatIsPublishedAfterTheStopDoesNotProlongTheDrain() {
    CountDownLatch stopping = new CountDownLatch(1);
    fixture.sending =
        batch -> {
          stopping.countDown();
          fixture.publish(batch.size() + 1);
          return fixture.deliver(batch);
        };
    fixture.publish(100);
    DestinationWorker worker = fixture.create();
    worker.start();

    assertThat(worker.stop(LONG)).isTrue();
    assertThat(fixture.spool.position()).isGreaterThanOrEqualTo(100);
    assertThat(fixture.spool.backlog().events()).isPositive();
  }

  @Test
  void anIdleWorkerStopsAtOnce() {
    fixture.publish(1);
    fixture.start();
    fixture.awaitPosition(1);

    assertThat(fixture.worker().stop(LONG)).isTrue();
  }

  @Test
  void aDrainThatRunsOutOfTimeLeavesTheRestInTheSpool() {
    fixture.sending = batch -> DeliveryFixture.retryAll(batch, FailureCode.CONNECTION_FAILED);
    fixture.publish(10);
    fixture.start();

    assertThat(fixture.worker().stop(Duration.ofMillis(50))).isFalse();
    assertThat(fixture.spool.position()).isZero();
    assertThat(fixture.status().state()).isEqualTo(WorkerState.STOPPED);
    assertThat(fixture.status().backlog().events()).isEqualTo(10);
  }

  @Test
  void aDrainBehindAJumpOfTheCursorDeliversAllThereIs() {
    CountDownLatch jumped = new CountDownLatch(1);
    fixture.sending =
        batch ->
            jumped.getCount() > 0
                ? DeliveryFixture.retryAll(batch, FailureCode.CONNECTION_FAILED)
                : fixture.deliver(batch);
    fixture.options =
        new DeliveryOptions(10, 1_000, LONG, Duration.ofMillis(1), Duration.ofMillis(5));
    fixture.publish(500);
    fixture.start();
    await().until(() -> fixture.batches.size() > 1);
    fixture.spool.jump(8); // of what is in memory already
    jumped.countDown();

    assertThat(fixture.worker().stop(LONG)).isTrue();
    assertThat(fixture.broker.size()).isEqualTo(500);
  }

  @Test
  void aLongWaitBetweenAttemptsEndsAtTheStopAndTheDrainGoesOn() {
    fixture.options =
        new DeliveryOptions(10, 1_000, LONG, Duration.ofDays(300), Duration.ofDays(300));
    AtomicInteger calls = new AtomicInteger();
    fixture.sending =
        batch ->
            calls.incrementAndGet() == 1
                ? DeliveryFixture.retryAll(batch, FailureCode.CONNECTION_FAILED)
                : fixture.deliver(batch);
    fixture.publish(10);
    fixture.start();
    fixture.awaitState(WorkerState.RETRYING);

    assertThat(fixture.worker().stop(LONG)).isTrue();
    assertThat(fixture.broker.size()).isEqualTo(10);
  }

  @Test
  void aBlockedWorkerStopsWithoutADrainAtOnce() {
    fixture.options =
        new DeliveryOptions(10, 1_000, LONG, Duration.ofDays(300), Duration.ofDays(300));
    fixture.factory =
        () -> {
          throw new IllegalStateException("not today");
        };
    fixture.publish(10);
    fixture.start();
    fixture.awaitState(WorkerState.BLOCKED);

    assertThat(fixture.worker().stop(Duration.ZERO)).isFalse();
    assertThat(fixture.status().state()).isEqualTo(WorkerState.STOPPED);
  }

  @Test
  void aSendInProgressIsInterruptedWhenTheDrainIsOver() {
    CountDownLatch inside = new CountDownLatch(1);
    fixture.sending =
        batch -> {
          inside.countDown();
          new CountDownLatch(1).await();
          return fixture.deliver(batch);
        };
    fixture.publish(10);
    fixture.start();
    await().until(() -> inside.getCount() == 0);

    assertThat(fixture.worker().stop(Duration.ofMillis(50))).isFalse();
    assertThat(fixture.status().state()).isEqualTo(WorkerState.STOPPED);
    assertThat(fixture.spool.position()).isZero();
  }

  @Test
  void whatTheBrokerConfirmsDuringTheLastCloseStillCounts() {
    CompletableFuture<BatchResult> answer = new CompletableFuture<>();
    fixture.sending = batch -> answer;
    fixture.closing =
        () -> {
          fixture.sent.forEach(fixture.broker::take);
          answer.complete(BatchResult.allDelivered(3));
        };
    fixture.publish(3);
    fixture.start();
    await().until(() -> fixture.batches.size() == 1);

    fixture.worker().stop(Duration.ZERO);
    assertThat(fixture.spool.position()).isEqualTo(3);
  }

  @Test
  void aTransportThatKeepsItsThreadIsLeftBehind() {
    Semaphore release = new Semaphore(0);
    fixture.sending =
        batch -> {
          release.acquireUninterruptibly();
          return DeliveryFixture.retryAll(batch, FailureCode.CLOSED);
        };
    fixture.publish(1);
    fixture.start();
    await().until(() -> fixture.batches.size() == 1);

    assertThat(fixture.worker().stop(Duration.ZERO)).isFalse();
    assertThat(fixture.status().state()).isNotEqualTo(WorkerState.STOPPED);
    release.release();
    fixture.awaitState(WorkerState.STOPPED);
    assertThat(fixture.batches).hasSize(1);
  }

  @Test
  void aSecondStopShortensTheDrain() {
    fixture.sending = batch -> DeliveryFixture.retryAll(batch, FailureCode.CONNECTION_FAILED);
    fixture.publish(1);
    fixture.start();
    CompletableFuture<Boolean> first =
        CompletableFuture.supplyAsync(() -> fixture.worker().stop(LONG));
    await().until(() -> fixture.batches.size() > 5);

    assertThat(fixture.worker().stop(Duration.ZERO)).isFalse();
    assertThat(first.join()).isFalse();
  }

  @Test
  void aWorkerThatWasNeverStartedStopsToo() {
    DestinationWorker worker = fixture.create();
    assertThat(worker.stop(LONG)).isTrue();
    assertThat(worker.status().state()).isEqualTo(WorkerState.STOPPED);
    assertThatThrownBy(worker::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theThreadsEndWithTheWorker() {
    fixture.publish(1);
    fixture.start();
    fixture.awaitPosition(1);
    assertThat(threads()).isEqualTo(2);

    fixture.close();
    await().until(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("acs-export-(delivery|watchdog)-main"))
        .count();
  }
}
