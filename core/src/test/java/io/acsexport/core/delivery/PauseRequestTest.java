package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.FailureCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The fixture checks at its end that no key is out of order and no record is passed. */
class PauseRequestTest {

  @Test
  void nothingIsSentWhilePausedAndNothingIsLostByIt() {
    try (DeliveryFixture fixture = new DeliveryFixture()) {
      fixture.start();
      fixture.publish(25);
      fixture.awaitPosition(25);

      fixture.worker().pause();
      fixture.awaitState(WorkerState.PAUSED);
      int sent = fixture.sent.size();
      fixture.publish(40);
      assertThat(fixture.transportsAlive()).as("connections kept").isZero();
      assertThat(fixture.sent).hasSize(sent);

      fixture.worker().resume();
      fixture.awaitPosition(65);
      assertThat(fixture.sent).hasSize(65);
      fixture.awaitState(WorkerState.UP);
    }
  }

  @Test
  void whatIsUnderWayIsAwaitedFirst() {
    List<CompletableFuture<BatchResult>> answers = new CopyOnWriteArrayList<>();
    try (DeliveryFixture fixture = new DeliveryFixture()) {
      fixture.maxInFlight = 2;
      fixture.sending =
          batch -> {
            CompletableFuture<BatchResult> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer.thenCompose(ignored -> fixture.deliver(batch));
          };
      fixture.publish(30);
      fixture.start();
      await().until(() -> answers.size() == 2);

      fixture.worker().pause();
      assertThat(fixture.status().state()).isNotEqualTo(WorkerState.PAUSED);
      answers.forEach(answer -> answer.complete(BatchResult.allDelivered(1)));
      fixture.awaitState(WorkerState.PAUSED);
      assertThat(fixture.spool.position()).isEqualTo(20);
      assertThat(answers).hasSize(2);

      fixture.sending = fixture::deliver;
      fixture.worker().resume();
      fixture.awaitPosition(30);
    }
  }

  @Test
  void aFailingDestinationPausesToo() {
    try (DeliveryFixture fixture = new DeliveryFixture()) {
      fixture.sending = batch -> DeliveryFixture.retryAll(batch, FailureCode.AUTHORIZATION_FAILED);
      fixture.publish(5);
      fixture.start();
      fixture.awaitState(WorkerState.BLOCKED);

      fixture.worker().pause();
      fixture.awaitState(WorkerState.PAUSED);

      fixture.sending = fixture::deliver;
      fixture.worker().resume();
      fixture.awaitPosition(5);
    }
  }

  @Test
  void pausedBeforeTheStartItConnectsToNobody() {
    try (DeliveryFixture fixture = new DeliveryFixture()) {
      fixture.publish(5);
      DestinationWorker worker = fixture.create();
      worker.pause();
      worker.start();
      fixture.awaitState(WorkerState.PAUSED);
      assertThat(fixture.transportsBegun()).isZero();
    }
  }

  @Test
  void aStopEndsItWithoutDelivering() {
    try (DeliveryFixture fixture = new DeliveryFixture()) {
      DestinationWorker worker = fixture.start();
      worker.pause();
      fixture.awaitState(WorkerState.PAUSED);
      fixture.publish(5);

      assertThat(worker.stop(DeliveryFixture.LONG)).as("drained").isFalse();
      assertThat(fixture.sent).isEmpty();
      assertThat(worker.stop(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void randomPausesKeepOrderAndLoseNothing() {
    try (DeliveryFixture fixture = new DeliveryFixture()) {
      fixture.maxInFlight = 3;
      fixture.start();
      for (int round = 1; round <= 50; round++) {
        fixture.publish(7);
        fixture.worker().pause();
        fixture.publish(3);
        fixture.worker().resume();
      }
      fixture.awaitPosition(500);
      assertThat(fixture.sent).hasSize(500);
    }
  }
}
