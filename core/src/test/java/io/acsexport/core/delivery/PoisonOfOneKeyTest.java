package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message that cannot be digested, where hardly any other may go before it. */
class PoisonOfOneKeyTest {

  private final DeliveryFixture fixture = new DeliveryFixture();

  @AfterEach
  void invariantsHold() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10})
  void theLastOneDeliveredGoesAgainToShowThatOthersPass(int maxMessages) {
    batchesOf(maxMessages);
    poison(25L);
    publish("all the same", 40);
    fixture.start();

    fixture.awaitPosition(40);
    assertDead(25L);
    assertThat(fixture.sends(24)).isGreaterThan(1);
    assertThat(fixture.broker.firstOccurrences())
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 40).filter(each -> each != 25).boxed().toList());
    assertThat(fixture.status().delivered()).isEqualTo(39);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10})
  void whereNothingWasDeliveredTheNextOfTheKeyGoesAheadAtLast(int maxMessages) {
    batchesOf(maxMessages);
    poison(1L);
    publish("all the same", 20);
    fixture.start();

    fixture.awaitPosition(20);
    assertDead(1L);
    assertThat(fixture.deadLetters.get(0).attempts()).isGreaterThanOrEqualTo(10);
    assertThat(fixture.deadLetters.get(0).failure().detail())
        .contains("the next one of its key was delivered", "cannot digest");
    assertThat(fixture.broker.firstOccurrences()).hasSize(19);
  }

  /** The accused may not follow what overtook it, so it is not even tried again. */
  @Test
  void afterTheNextOfItsKeyTheAccusedIsNotSentAnyMore() {
    batchesOf(1);
    AtomicBoolean overtaken = new AtomicBoolean();
    fixture.sending =
        batch -> {
          overtaken.compareAndSet(false, batch.get(0).sequence() == 2);
          if (batch.get(0).sequence() == 1 && !overtaken.get()) {
            throw new ArrayIndexOutOfBoundsException("cannot digest");
          }
          return fixture.deliver(batch);
        };
    publish("all the same", 3);
    fixture.start();

    fixture.awaitPosition(3);
    assertDead(1L);
    assertThat(fixture.broker.firstOccurrences()).containsExactly(2L, 3L);
  }

  @Test
  void oneOfAnotherKeyIsFoundBeyondTheNextBatch() {
    batchesOf(1);
    poison(1L);
    publish("all the same", 200);
    fixture.spool.append("another", "event");
    fixture.start();

    fixture.awaitPosition(201);
    assertDead(1L);
    assertThat(fixture.broker.firstOccurrences()).startsWith(201L, 2L, 3L);
  }

  @Test
  void twoCulpritsAtTheHeadOfAllKeysBothEnd() {
    batchesOf(1);
    poison(1L, 2L);
    for (int i = 0; i < 20; i++) {
      fixture.spool.append(i % 2 == 0 ? "even" : "odd", "event");
    }
    fixture.start();

    fixture.awaitPosition(20);
    assertDead(1L, 2L);
    assertThat(fixture.broker.firstOccurrences()).hasSize(18);
  }

  /** That the last one delivered is refused now says nothing about it: it has arrived. */
  @Test
  void aRepeatThatIsRefusedIsNoDeadLetter() {
    batchesOf(1);
    fixture.sending =
        batch ->
            fixture.answer(
                batch,
                message -> {
                  if (message.sequence() == 5) {
                    return Outcome.retry(Failure.of(FailureCode.UNCLASSIFIED, "cannot digest"));
                  }
                  return message.sequence() == 4 && message.priorSends() > 0
                      ? Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, "the limit is lower now")
                      : Outcome.delivered();
                });
    publish("all the same", 10);
    fixture.start();

    fixture.awaitPosition(10);
    assertDead(5L);
    assertThat(fixture.status().rejected()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void aBrokerThatFailsEverybodyKillsNobody(int deliveredBefore) {
    batchesOf(1);
    AtomicBoolean failing = new AtomicBoolean(false);
    fixture.sending =
        batch -> {
          if (failing.get()) {
            throw new IllegalStateException("no idea");
          }
          return fixture.deliver(batch);
        };
    publish("all the same", deliveredBefore);
    fixture.start();
    fixture.awaitPosition(deliveredBefore);
    failing.set(true);
    publish("all the same", 20);
    await().atMost(DeliveryFixture.LONG).until(() -> fixture.batches.size() > 100);

    assertThat(fixture.deadLetters).isEmpty();
  }

  private void batchesOf(int maxMessages) {
    fixture.options =
        new DeliveryOptions(
            maxMessages,
            100_000,
            Duration.ofSeconds(30),
            Duration.ofMillis(1),
            Duration.ofMillis(4));
  }

  private void publish(String key, int count) {
    for (int i = 0; i < count; i++) {
      fixture.spool.append(key, "event");
    }
  }

  private void assertDead(Long... sequences) {
    assertThat(fixture.deadLetters)
        .extracting(letter -> letter.record().sequence())
        .containsExactly(sequences);
    assertThat(fixture.deadLetters)
        .allMatch(letter -> letter.failure().code() == FailureCode.POISON);
  }

  /** Every attempt at one of these fails its whole batch. */
  private void poison(Long... sequences) {
    Set<Long> poison = Set.of(sequences);
    fixture.sending =
        batch -> {
          if (batch.stream().anyMatch(message -> poison.contains(message.sequence()))) {
            throw new ArrayIndexOutOfBoundsException("cannot digest");
          }
          return fixture.deliver(batch);
        };
  }
}
