package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.deadletter.DeadLetter;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens while nothing fails but single messages. */
class DeliveryTest {

  private final DeliveryFixture fixture = new DeliveryFixture();

  @AfterEach
  void invariantsHold() {
    fixture.close();
  }

  @Test
  void whatIsFilteredOutIsPassedAtOnceAlsoWhereNothingFollows() {
    try (DeliveryFixture fixture = new DeliveryFixture()) {
      fixture.source =
          item -> {
            fixture.spool.resolve(item.sequence());
            return null;
          };
      fixture.start();
      fixture.publish(3);
      // Less than the time after which an idle worker looks around by itself.
      fixture.awaitPosition(3);
    }
  }

  @Test
  void everythingArrivesOnceAndInOrder() {
    fixture.publish(1_000);
    fixture.start();
    fixture.publish(500);

    fixture.awaitPosition(1_500);
    assertThat(fixture.broker.firstOccurrences())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_500).boxed().toList());
    assertThat(fixture.broker.size()).isEqualTo(1_500);
    assertThat(fixture.status().state()).isEqualTo(WorkerState.UP);
    assertThat(fixture.status().delivered()).isEqualTo(1_500);
    assertThat(fixture.status().lastConfirmed()).isNotNull();
    assertThat(fixture.meters.get("acs.export.delivered").tag("destination", "main").counter())
        .returns(1_500.0, counter -> counter.count());
  }

  @Test
  void aSingleEventIsSentAtOnceAndAlone() {
    fixture.start();
    for (int i = 1; i <= 5; i++) {
      fixture.publish(1);
      fixture.awaitPosition(i);
    }
    assertThat(fixture.batches).hasSize(5).allMatch(batch -> batch.size() == 1);
  }

  @Test
  void whatComesDuringABatchIsCollectedIntoTheNext() {
    CountDownLatch collected = new CountDownLatch(1);
    fixture.sending =
        batch -> {
          collected.await();
          return fixture.deliver(batch);
        };
    fixture.start();
    fixture.publish(1);
    await().until(() -> fixture.batches.size() == 1);
    fixture.publish(15);
    collected.countDown();

    fixture.awaitPosition(16);
    assertThat(fixture.batches).extracting(List::size).containsExactly(1, 10, 5);
  }

  @Test
  void aBatchStaysWithinItsBytesUnlessOneMessageExceedsThem() {
    fixture.spool.append("a", "x".repeat(600));
    fixture.spool.append("a", "x".repeat(600));
    fixture.spool.append("a", "x".repeat(5_000));
    fixture.spool.append("a", "x".repeat(300));
    fixture.spool.append("a", "x".repeat(600));
    fixture.start();

    fixture.awaitPosition(5);
    assertThat(fixture.batches)
        .containsExactly(List.of(1L), List.of(2L), List.of(3L), List.of(4L, 5L));
  }

  @Test
  void severalBatchesAreOpenAtATimeButNoMoreThanTheTransportTakes() {
    List<CompletableFuture<BatchResult>> open = new CopyOnWriteArrayList<>();
    fixture.maxInFlight = 3;
    fixture.sending = batch -> answerLater(open);
    fixture.publish(100);
    fixture.start();

    await().until(() -> fixture.batches.size() == 3);
    assertThat(fixture.status().inFlight()).isEqualTo(30);
    assertThat(fixture.spool.position()).isZero();
    fixture.sending = fixture::deliver;
    resolve(1, 30);
    open.forEach(stage -> stage.complete(BatchResult.allDelivered(10)));
    fixture.awaitPosition(100);
    assertThat(fixture.batches).hasSize(10);
  }

  @Test
  void fewerBatchesAreOpenWhereTheyAreLarge() {
    List<CompletableFuture<BatchResult>> open = new CopyOnWriteArrayList<>();
    fixture.maxInFlight = 16;
    fixture.sending = batch -> answerLater(open);
    for (int i = 0; i < 10; i++) {
      fixture.spool.append("a", "x".repeat(900)); // of at most 1000 bytes a batch
    }
    fixture.start();

    await().until(() -> open.size() == 4);
    await().during(Duration.ofMillis(200)).until(() -> open.size() == 4);
    resolve(1, 1);
    open.get(0).complete(BatchResult.allDelivered(1));
    await().until(() -> open.size() == 5);
    fixture.sending = fixture::deliver;
    resolve(2, 5);
    open.subList(1, 5).forEach(stage -> stage.complete(BatchResult.allDelivered(1)));
    fixture.awaitPosition(10);
  }

  @Test
  void answersOutOfOrderMoveTheCursorOnlyOverWhatIsComplete() {
    List<CompletableFuture<BatchResult>> open = new CopyOnWriteArrayList<>();
    fixture.maxInFlight = 3;
    fixture.sending = batch -> answerLater(open);
    fixture.publish(30);
    fixture.start();
    await().until(() -> open.size() == 3);

    resolve(11, 30);
    open.get(2).complete(BatchResult.allDelivered(10));
    open.get(1).complete(BatchResult.allDelivered(10));
    await().until(() -> fixture.status().delivered() == 20);
    assertThat(fixture.spool.position()).isZero();
    resolve(1, 10);
    open.get(0).complete(BatchResult.allDelivered(10));

    fixture.awaitPosition(30);
  }

  @Test
  void recordsFilteredOutMoveTheCursorWithoutAMessage() {
    fixture.source =
        item -> {
          if (item.sequence() % 100 == 0) {
            return fixture.message(item);
          }
          fixture.spool.resolve(item.sequence());
          return filteredOut();
        };
    fixture.publish(5_055);
    fixture.start();

    fixture.awaitPosition(5_055);
    assertThat(fixture.broker.size()).isEqualTo(50);
    assertThat(fixture.status().filtered()).isEqualTo(5_005);
  }

  @Test
  void aGapIsAskedForItsMessageToo() {
    fixture.publish(2);
    fixture.spool.appendGap(5);
    fixture.publish(1);
    fixture.start();

    fixture.awaitPosition(8);
    assertThat(fixture.broker.firstOccurrences()).containsExactly(1L, 2L, 7L, 8L);
  }

  @Test
  void aGapWhoseMessageIsRefusedDoesNotHoldTheRest() {
    fixture.spool.appendGap(5);
    fixture.spool.resolve(5);
    fixture.publish(1);
    fixture.sending =
        batch ->
            fixture.answer(
                batch,
                message ->
                    message.sequence() == 5
                        ? Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, "gap")
                        : Outcome.delivered());
    fixture.start();

    fixture.awaitPosition(6);
    assertThat(fixture.deadLetters).isEmpty();
    assertThat(fixture.status().rejected()).isEqualTo(1);
  }

  @Test
  void whatTheBrokerRefusesBecomesADeadLetter() {
    fixture.publish(30);
    fixture.sending =
        batch ->
            fixture.answer(
                batch,
                message ->
                    message.sequence() == 7
                        ? Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, "6 MiB, limit 1 MiB")
                        : Outcome.delivered());
    fixture.start();

    fixture.awaitPosition(30);
    assertThat(fixture.deadLetters).hasSize(1);
    DeadLetter letter = fixture.deadLetters.get(0);
    assertThat(letter.record()).isInstanceOf(SpoolItem.Entry.class);
    assertThat(letter.record().sequence()).isEqualTo(7);
    assertThat(letter.failure().code()).isEqualTo(FailureCode.MESSAGE_TOO_LARGE);
    assertThat(letter.attempts()).isEqualTo(1);
    assertThat(fixture.broker.firstOccurrences()).hasSize(29).doesNotContain(7L);
    assertThat(fixture.status().deadLetters()).isEqualTo(1);
    assertThat(fixture.status().state()).isEqualTo(WorkerState.UP);
    assertThat(fixture.meters.get("acs.export.rejected").tag("code", "message-too-large").counter())
        .returns(1.0, counter -> counter.count());
  }

  @Test
  void aRecordThatCannotBeReadBecomesADeadLetterUnsent() {
    fixture.publish(20);
    fixture.source =
        item -> {
          if (item.sequence() % 5 == 0) {
            throw new UnreadableRecordException("no tag 1", new IllegalStateException());
          }
          return fixture.message(item);
        };
    fixture.start();

    fixture.awaitPosition(20);
    assertThat(fixture.deadLetters)
        .extracting(letter -> letter.record().sequence())
        .containsExactly(5L, 10L, 15L, 20L);
    assertThat(fixture.deadLetters)
        .allMatch(letter -> letter.failure().code() == FailureCode.MESSAGE_INVALID)
        .allMatch(letter -> letter.attempts() == 0)
        .allMatch(letter -> letter.firstAttempt().equals(letter.failedAt()));
    assertThat(fixture.broker.size()).isEqualTo(16);
  }

  @Test
  void aWorkerResumesWhereTheCursorStands() {
    fixture.publish(5);
    LongStream.rangeClosed(1, 3).forEach(fixture.spool::resolve);
    fixture.spool.commit(3);
    fixture.start();

    fixture.awaitPosition(5);
    assertThat(fixture.broker.firstOccurrences()).containsExactly(4L, 5L);
  }

  private void resolve(long first, long last) {
    LongStream.rangeClosed(first, last).forEach(fixture.spool::resolve);
  }

  private static CompletableFuture<BatchResult> answerLater(
      List<CompletableFuture<BatchResult>> open) {
    CompletableFuture<BatchResult> stage = new CompletableFuture<>();
    open.add(stage);
    return stage;
  }

  @SuppressWarnings("NullAway") // a lambda's null, which MessageSource allows
  private static OutboundMessage filteredOut() {
    return null;
  }
}
