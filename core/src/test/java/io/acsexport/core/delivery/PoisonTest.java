package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.deadletter.DeadLetter;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that a broker's client cannot digest, and what must not be taken for one. */
class PoisonTest {

  private final DeliveryFixture fixture = new DeliveryFixture();

  @AfterEach
  void invariantsHold() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 5, 10, 11, 25, 39, 40})
  void exactlyTheCulpritBecomesADeadLetter(long culprit) {
    poison(culprit);
    fixture.publish(40);
    fixture.start();

    fixture.awaitPosition(40);
    assertThat(fixture.deadLetters).hasSize(1);
    DeadLetter letter = fixture.deadLetters.get(0);
    assertThat(letter.record().sequence()).isEqualTo(culprit);
    assertThat(letter.failure().code()).isEqualTo(FailureCode.POISON);
    assertThat(letter.failure().detail()).contains("cannot digest");
    assertThat(letter.attempts()).isEqualTo((int) fixture.sends(culprit));
    assertThat(fixture.broker.firstOccurrences()).hasSize(39);
    assertThat(fixture.status().rejected()).isEqualTo(1);
    fixture.awaitState(WorkerState.UP);
  }

  @Test
  void severalCulpritsInSeveralOpenBatchesAreAllFound() {
    fixture.maxInFlight = 3;
    poison(3, 4, 17, 29, 30);
    fixture.publish(60);
    fixture.start();

    fixture.awaitPosition(60);
    assertThat(fixture.deadLetters)
        .extracting(letter -> letter.record().sequence())
        .containsExactly(3L, 4L, 17L, 29L, 30L);
    assertThat(fixture.broker.firstOccurrences()).hasSize(55);
  }

  @Test
  void aCulpritThatTheTransportNamesIsNotTakenAtItsWord() {
    fixture.sending =
        batch ->
            fixture.answer(
                batch,
                message ->
                    message.sequence() == 4
                        ? Outcome.retry(Failure.of(FailureCode.UNCLASSIFIED, "odd"))
                        : Outcome.delivered());
    fixture.publish(10);
    fixture.start();

    // All others were delivered with its first failure, none after it: so one has to go again.
    fixture.awaitPosition(10);
    assertThat(fixture.deadLetters)
        .extracting(letter -> letter.record().sequence())
        .containsExactly(4L);
    assertThat(fixture.sends(10)).isEqualTo(2);
    assertThat(fixture.status().delivered()).isEqualTo(9);
  }

  @Test
  void nothingIsGuiltyBeforeAnotherMessageWasDelivered() {
    List<Integer> deliveredBefore = new CopyOnWriteArrayList<>();
    fixture.sink =
        letter -> {
          deliveredBefore.add(fixture.broker.size());
          fixture.store(letter);
        };
    poison(1);
    fixture.publish(1);
    fixture.start();

    await().until(() -> fixture.sends(1) > 20);
    assertThat(fixture.deadLetters).isEmpty();
    fixture.spool.append("", "without a key, so it may go ahead");

    fixture.awaitPosition(2);
    assertThat(deliveredBefore).containsExactly(1);
  }

  /** As the Kafka transport does: what it holds back may be a batch that overlooks the failure. */
  @Test
  void aTransportThatHoldsBackWhatDoesNotGoBackInSequenceLetsAWitnessSpeak() {
    AtomicBoolean holding = new AtomicBoolean();
    AtomicLong previousEnd = new AtomicLong();
    fixture.sending =
        batch -> {
          boolean goesBack = batch.get(0).sequence() <= previousEnd.get();
          previousEnd.set(batch.get(batch.size() - 1).sequence());
          if (holding.get() && !goesBack) {
            return DeliveryFixture.retryAll(batch, FailureCode.HELD_BACK);
          }
          boolean culprit = batch.get(0).sequence() == 1;
          holding.set(culprit);
          return culprit
              ? DeliveryFixture.retryAll(batch, FailureCode.UNCLASSIFIED)
              : fixture.deliver(batch);
        };
    fixture.publish(10);
    fixture.start();

    fixture.awaitPosition(10);
    assertThat(fixture.deadLetters)
        .extracting(letter -> letter.record().sequence())
        .containsExactly(1L);
    assertThat(fixture.broker.firstOccurrences()).hasSize(9);
  }

  @Test
  void anOutageWithoutAKnownReasonKillsNobody() {
    AtomicBoolean down = new AtomicBoolean(true);
    fixture.maxInFlight = 3;
    fixture.health =
        () ->
            down.get()
                ? Health.down(Failure.of(FailureCode.UNCLASSIFIED, "gone"))
                : Health.up("fake");
    fixture.sending =
        batch -> {
          if (down.get()) {
            throw new IllegalStateException("no idea");
          }
          return fixture.deliver(batch);
        };
    fixture.publish(100);
    fixture.start();
    await().until(() -> fixture.batches.size() > 100);

    assertThat(fixture.deadLetters).isEmpty();
    assertThat(fixture.status().state()).isEqualTo(WorkerState.RETRYING);
    down.set(false);
    fixture.awaitPosition(100);
    assertThat(fixture.deadLetters).isEmpty();
    assertThat(fixture.broker.firstOccurrences())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void aBrokerThatFailsEverybodyWhileConnectedKillsNobody() {
    AtomicBoolean recovering = new AtomicBoolean();
    AtomicBoolean failing = new AtomicBoolean(true);
    fixture.sending =
        batch -> {
          // Not between the accused and the one behind it of its key, which would tell against it.
          if (recovering.get() && batch.get(0).sequence() == 1) {
            failing.set(false);
          }
          if (failing.get()) {
            throw new IllegalStateException("no idea");
          }
          return fixture.deliver(batch);
        };
    fixture.publish(50);
    fixture.start();
    await().until(() -> fixture.batches.size() > 100);

    assertThat(fixture.deadLetters).isEmpty();
    recovering.set(true);
    fixture.awaitPosition(50);
    assertThat(fixture.deadLetters).isEmpty();
    assertThat(fixture.broker.firstOccurrences()).hasSize(50);
  }

  /** Every attempt at one of these fails its whole batch. */
  private void poison(long... sequences) {
    Set<Long> poison = LongStream.of(sequences).boxed().collect(Collectors.toSet());
    fixture.sending =
        batch -> {
          if (batch.stream().map(OutboundMessage::sequence).anyMatch(poison::contains)) {
            throw new ArrayIndexOutOfBoundsException("cannot digest");
          }
          return fixture.deliver(batch);
        };
  }
}
