package io.acsexport.transport.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing ends everything, in time, and answers what is open. */
interface ClosingRules {

  @Test
  default void closingAnUnusedTransportTwiceDoesNothing(Bench bench) throws Exception {
    Subject subject = bench.open();
    subject.close(Duration.ZERO);
    subject.close(bench.patience());
  }

  @Test
  default void closingAUsedTransportTwiceDoesNothing(Bench bench) throws Exception {
    Subject subject = bench.open();
    subject.deliver(List.of(subject.messages().text("k", "1")), 1);
    subject.close(bench.patience());
    subject.close(bench.patience());
    subject.close(Duration.ZERO);
    subject.arrivals();
  }

  @Test
  default void aCloseLetsOpenBatchesBeConfirmed(Bench bench) throws Exception {
    Subject subject = bench.open();
    subject.deliver(List.of(subject.messages().text("a", "0")), 1);
    boolean silent = bench.has(Capability.PAUSE);
    if (silent) {
      bench.broker().pause();
    }
    // Without keys, so that no message has to wait for another before it goes out.
    List<Attempt> attempts = subject.openAll(Collections.singletonList(null));
    attempts.get(0).awaitLeftOrWaits(bench.patience());
    List<Attempt> handedOver = attempts.stream().filter(Attempt::hasLeft).toList();
    Closing closing = subject.startClosing(bench.patience());
    if (silent) {
      closing.awaitDoneOrWaits();
      bench.broker().resume();
    }
    closing.await();

    for (Attempt attempt : attempts) {
      BatchResult result = subject.engine().await(attempt);
      if (handedOver.contains(attempt)) {
        assertThat(result.outcomes())
            .as("outcomes of a batch from whose send() the engine had returned")
            .containsOnly(Outcome.delivered());
      }
    }
    subject.arrivals();
  }

  @Test
  default void aCloseWhileSendingAnswersEveryBatch(Bench bench) throws Exception {
    Subject subject = bench.open();
    subject.deliver(List.of(subject.messages().text("a", "0")), 1);
    Attempt attempt =
        subject
            .engine()
            .open(
                subject
                    .messages()
                    .numbered(subject.context().maxBatchMessages(), List.of("a", "b", "c")));
    attempt.awaitEntered(bench.patience());

    subject.close(Duration.ZERO);

    assertAnswered(bench, attempt);
    subject.engine().await(attempt);
    subject.arrivals();
  }

  @Test
  default void aCloseWhileTheBrokerIsSilentEndsTheSendAndAnswersEveryBatch(Bench bench)
      throws Exception {
    bench.needs(Capability.PAUSE);
    Subject subject = bench.open();
    subject.deliver(List.of(subject.messages().text("a", "0")), 1);
    bench.broker().pause();
    List<Attempt> attempts = subject.openAll(List.of("a", "b"));
    attempts.get(0).awaitLeftOrWaits(bench.patience());

    subject.close(Duration.ZERO);

    for (Attempt attempt : attempts) {
      assertAnswered(bench, attempt);
    }
    bench.broker().resume();
    for (Attempt attempt : attempts) {
      subject.engine().await(attempt);
    }
    subject.arrivals();
  }

  @Test
  default void aSendThatFindsItClosedSendsNothingAndSaysSo(Bench bench) throws Exception {
    Subject subject = bench.open();
    subject.deliver(List.of(subject.messages().text("k", "1")), 1);
    subject.close(bench.patience());

    OutboundMessage late = subject.messages().text("k", "2");
    assertThat(subject.engine().send(List.of(late)).outcomes())
        .as("outcomes of a send that crossed a close")
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> assertThat(retry.failure().code()).isEqualTo(FailureCode.CLOSED));
    assertThat(subject.arrivals().has(late)).isFalse();
    assertThat(subject.threads()).isEmpty();
  }

  @Test
  default void theNextTransportTakesUpWhereTheLastOneWasClosed(Bench bench) throws Exception {
    Target target = bench.target();
    Subject last = bench.open(target, Bench.LONG);
    Subject next = bench.open(target, Bench.LONG);
    last.deliver(List.of(last.messages().text("k", "1")), 1);
    last.close(bench.patience());

    next.deliver(List.of(next.messages().text("k", "2")), 1);

    assertThat(next.arrivals().ids()).hasSize(2);
  }

  private static void assertAnswered(Bench bench, Attempt attempt) throws Exception {
    assertThat(attempt.awaitLeft(bench.patience()))
        .as("send() returned when the transport was closed")
        .isTrue();
    assertThat(attempt.awaitAnswer(bench.patience()))
        .as("the stage of an open batch completed when the transport was closed")
        .isTrue();
  }
}
