package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.SettingException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens where nothing goes on before somebody acts. */
class BlockedTest {

  private final DeliveryFixture fixture = new DeliveryFixture();

  @AfterEach
  void invariantsHold() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCode.class,
      names = {"AUTHORIZATION_FAILED", "TARGET_MISSING", "AUTHENTICATION_FAILED", "CONFIGURATION"})
  void whatConcernsMoreThanOneMessageBlocksWithARemedyAndKillsNone(FailureCode code) {
    fixture.sending = batch -> DeliveryFixture.retryAll(batch, code);
    fixture.publish(50);
    fixture.start();
    await().until(() -> fixture.batches.size() > 10);

    fixture.awaitState(WorkerState.BLOCKED);
    assertThat(fixture.lastFailure())
        .returns(code, Failure::code)
        .returns(code.remedy(), Failure::remedy);
    assertThat(fixture.spool.position()).isZero();

    fixture.sending = fixture::deliver;
    fixture.awaitPosition(50);
    fixture.awaitState(WorkerState.UP);
    assertThat(fixture.deadLetters).isEmpty();
  }

  @Test
  void aTransportThatCannotBeMadeIsTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    fixture.factory =
        () -> {
          switch (tries.incrementAndGet()) {
            case 1 -> throw new SettingException("producer.acks", "is not a number of replicas");
            case 2 -> throw new NoClassDefFoundError("org/apache/kafka/Missing");
            case 3 -> throw new IllegalStateException();
            default -> {
              return new FakeTransport(fixture);
            }
          }
        };
    fixture.publish(3);
    fixture.start();

    fixture.awaitPosition(3);
    assertThat(tries).hasValue(4);
    fixture.awaitState(WorkerState.UP);
  }

  @Test
  void betweenTwoAttemptsToMakeATransportLiesTheLongestWait() {
    Duration longest = Duration.ofMillis(200);
    fixture.options =
        new DeliveryOptions(10, 1_000, Duration.ofSeconds(30), Duration.ofMillis(1), longest);
    List<Long> tries = new CopyOnWriteArrayList<>();
    fixture.factory =
        () -> {
          tries.add(System.nanoTime());
          throw new IllegalStateException("not today");
        };
    fixture.start();

    await().until(() -> tries.size() >= 3);
    assertThat(tries.get(2) - tries.get(0)).isGreaterThanOrEqualTo(2 * longest.toNanos());
  }

  @Test
  void whyATransportCannotBeMadeIsInTheStatus() {
    fixture.factory =
        () -> {
          throw new SettingException("producer.acks", "is not a number of replicas");
        };
    fixture.start();

    fixture.awaitState(WorkerState.BLOCKED);
    Failure failure = fixture.lastFailure();
    assertThat(failure.code()).isEqualTo(FailureCode.CONFIGURATION);
    assertThat(failure.detail()).isEqualTo("producer.acks: is not a number of replicas");
    assertThat(fixture.status().transport().state()).isEqualTo(Health.State.IDLE);
  }

  @Test
  void theCursorDoesNotPassADeadLetterThatCannotBeStored() {
    AtomicInteger tries = new AtomicInteger();
    fixture.sink =
        letter -> {
          tries.incrementAndGet();
          throw new IOException("no space left on device");
        };
    fixture.sending =
        batch ->
            fixture.answer(
                batch,
                message ->
                    message.sequence() == 12
                        ? Outcome.rejected(FailureCode.UNROUTABLE, "no queue")
                        : Outcome.delivered());
    fixture.publish(30);
    fixture.start();
    await().until(() -> tries.get() > 3);

    fixture.awaitState(WorkerState.BLOCKED);
    assertThat(fixture.spool.position()).isEqualTo(11);
    assertThat(fixture.broker.size()).as("nothing new is sent meanwhile").isEqualTo(19);
    Failure failure = fixture.lastFailure();
    assertThat(failure.code()).isEqualTo(FailureCode.STORAGE_FAILED);
    assertThat(failure.detail()).contains("no space left on device");

    fixture.sink = fixture::store;
    fixture.awaitPosition(30);
    fixture.awaitState(WorkerState.UP);
    assertThat(fixture.deadLetters).hasSize(1);
    assertThat(fixture.status().lastDeadLetter())
        .isEqualTo(Failure.of(FailureCode.UNROUTABLE, "no queue"));
    assertThat(fixture.status().lastDeadLetterAt()).isNotNull();
    assertThat(fixture.sends(12)).as("not sent again").isEqualTo(1);
    assertThat(fixture.broker.size()).isEqualTo(29);
  }

  @Test
  void recordsThatCannotBeReadNorStoredDoNotPileUpInMemory() {
    AtomicInteger read = new AtomicInteger();
    AtomicInteger tries = new AtomicInteger();
    fixture.source =
        item -> {
          read.incrementAndGet();
          throw new UnreadableRecordException("no tag 1", new IllegalStateException());
        };
    fixture.sink =
        letter -> {
          tries.incrementAndGet();
          throw new IOException("no space left on device");
        };
    fixture.publish(500);
    fixture.start();

    await().until(() -> tries.get() > 3);
    assertThat(read).hasValue(1);
    assertThat(fixture.spool.position()).isZero();
  }

  @Test
  void aSpoolThatCannotBeReadIsTriedAgain() {
    fixture.spool.makeUnreadable(true);
    fixture.start();

    fixture.awaitState(WorkerState.BLOCKED);
    assertThat(fixture.lastFailure().code()).isEqualTo(FailureCode.STORAGE_FAILED);
    fixture.publish(10);
    fixture.spool.makeUnreadable(false);
    fixture.awaitPosition(10);
    assertThat(fixture.spool.readersOpened()).isEqualTo(1);
    fixture.awaitState(WorkerState.UP);
  }

  @Test
  void anUnexpectedErrorInDeliveryIsShownAndDeliveryGoesOn() {
    AtomicInteger left = new AtomicInteger(3);
    fixture.source =
        item -> {
          if (item.sequence() == 15 && left.getAndDecrement() > 0) {
            throw new AssertionError("as the test says");
          }
          return fixture.message(item);
        };
    fixture.publish(30);
    fixture.start();

    fixture.awaitPosition(30);
    assertThat(fixture.broker.firstOccurrences()).hasSize(30);
    assertThat(fixture.deadLetters).isEmpty();
    Failure failure = fixture.lastFailure();
    assertThat(failure.detail()).contains("as the test says");
    fixture.awaitState(WorkerState.UP);
  }

  @Test
  void aTransportThatCannotTellItsHealthIsReportedAsSuch() {
    fixture.publish(1);
    fixture.start();
    fixture.awaitPosition(1);
    fixture.health =
        () -> {
          throw new NoSuchMethodError("health");
        };

    Health health = fixture.status().transport();
    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.failure()).extracting(Failure::code).isEqualTo(FailureCode.TRANSPORT_FAULT);
  }
}
