package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens where a transport does not answer in time. */
class OverdueTest {

  private final DeliveryFixture fixture = new DeliveryFixture();
  private final AtomicInteger calls = new AtomicInteger();

  @BeforeEach
  void answersAreDueSoon() {
    fixture.options =
        new DeliveryOptions(
            10, 1_000, Duration.ofMillis(50), Duration.ofMillis(1), Duration.ofMillis(4));
  }

  @AfterEach
  void invariantsHold() {
    fixture.close();
  }

  @Test
  void aSendThatHangsIsInterruptedAndItsTransportReplaced() {
    AtomicBoolean interrupted = new AtomicBoolean();
    fixture.sending =
        batch -> {
          if (calls.incrementAndGet() == 1) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
              interrupted.set(true);
              throw expected;
            }
          }
          return fixture.deliver(batch);
        };
    fixture.publish(25);
    fixture.start();

    fixture.awaitPosition(25);
    assertThat(interrupted).isTrue();
    assertThat(fixture.transportsBegun()).isEqualTo(2);
    assertThat(fixture.transportsAlive()).isEqualTo(1);
    assertThat(fixture.lastFailure()).extracting(Failure::code).isEqualTo(FailureCode.TIMEOUT);
    fixture.awaitState(WorkerState.UP);
  }

  @Test
  void whileASendIgnoresItsInterruptTheDestinationIsBlockedAndNothingElseBegins() {
    Semaphore release = new Semaphore(0);
    AtomicBoolean closed = new AtomicBoolean();
    fixture.closing = () -> closed.set(true);
    fixture.sending =
        batch -> {
          if (calls.incrementAndGet() == 1) {
            release.acquireUninterruptibly();
            return DeliveryFixture.retryAll(batch, FailureCode.CLOSED);
          }
          return fixture.deliver(batch);
        };
    fixture.publish(5);
    fixture.start();

    fixture.awaitState(WorkerState.BLOCKED);
    await().untilTrue(closed);
    Failure failure = fixture.lastFailure();
    assertThat(failure.code()).isEqualTo(FailureCode.TIMEOUT);
    assertThat(failure.detail()).contains("waiting for the call to end");
    assertThat(failure.remedy()).isNotEmpty();
    assertThat(fixture.transportsBegun()).isEqualTo(1);
    assertThat(fixture.batches).hasSize(1);

    release.release();
    fixture.awaitPosition(5);
    assertThat(fixture.transportsBegun()).isEqualTo(2);
    fixture.awaitState(WorkerState.UP);
  }

  @Test
  void anAnswerThatNeverComesClosesTheTransportAndSendsAllOpenBatchesAgain() {
    fixture.maxInFlight = 3;
    fixture.sending =
        batch -> calls.incrementAndGet() <= 3 ? new CompletableFuture<>() : fixture.deliver(batch);
    fixture.publish(40);
    fixture.start();

    fixture.awaitPosition(40);
    assertThat(fixture.transportsBegun()).isEqualTo(2);
    assertThat(fixture.broker.size()).isEqualTo(40);
    assertThat(fixture.status().retried()).isEqualTo(30);
  }

  @Test
  void aTransportThatHangsInCloseIsInterruptedThere() {
    fixture.closing =
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException interrupted) {
            fixture.closing = () -> {};
          }
        };
    fixture.sending =
        batch -> calls.incrementAndGet() == 1 ? new CompletableFuture<>() : fixture.deliver(batch);
    fixture.publish(1);
    fixture.start();

    fixture.awaitPosition(1);
    assertThat(fixture.transportsBegun()).isEqualTo(2);
  }

  @Test
  void aTransportThatFailsToCloseIsReplacedAllTheSame() {
    fixture.closing =
        () -> {
          fixture.closing = () -> {};
          throw new NoSuchMethodError("close");
        };
    fixture.sending =
        batch -> calls.incrementAndGet() == 1 ? new CompletableFuture<>() : fixture.deliver(batch);
    fixture.publish(1);
    fixture.start();

    fixture.awaitPosition(1);
    assertThat(fixture.transportsBegun()).isEqualTo(2);
  }

  @Test
  void oneHangingDestinationDoesNotDelayAnother() {
    Semaphore release = new Semaphore(0);
    fixture.sending =
        batch -> {
          release.acquireUninterruptibly();
          return DeliveryFixture.retryAll(batch, FailureCode.CLOSED);
        };
    fixture.publish(100);
    fixture.start();
    fixture.awaitState(WorkerState.BLOCKED);

    try (DeliveryFixture other = new DeliveryFixture()) {
      other.publish(5_000);
      other.start();
      other.awaitPosition(5_000);
      assertThat(fixture.status().state()).isEqualTo(WorkerState.BLOCKED);
      assertThat(fixture.spool.position()).isZero();
    }
    release.release(1_000);
  }
}
