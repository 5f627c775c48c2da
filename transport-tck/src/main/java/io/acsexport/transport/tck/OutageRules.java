package io.acsexport.transport.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A broker that is absent, dies or falls silent costs time and nothing else. */
interface OutageRules {

  @Test
  default void aBrokerThatIsDownAtFirstIsUsedOnceItComes(Bench bench) throws Exception {
    bench.needs(Capability.STOP);
    Target target = bench.target();
    bench.broker().stop();
    Subject subject = bench.open(target, bench.sendTimeout());
    List<OutboundMessage> batch = subject.messages().numbered(4, List.of("a", "b"));

    assertRetriedForAReason(subject, batch);
    subject.awaitHealth(Health.State.DOWN);
    assertThat(subject.transport().health().failure()).as("the failure in health()").isNotNull();

    bench.broker().start();
    subject.deliver(subject.engine().having(Outcome.Retry.class), 4);
    assertArrived(subject, batch);
    subject.awaitHealth(Health.State.UP);
  }

  @Test
  default void aBrokerThatDiesUnderLoadGetsEverythingInOrderOnceItIsBack(Bench bench)
      throws Exception {
    bench.needs(Capability.STOP);
    Subject subject = bench.open(bench.target(), bench.sendTimeout());
    List<OutboundMessage> messages =
        subject.messages().numbered(4_000, List.of("a", "b", "c", "d", "e"));
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    subject
        .engine()
        .observe(
            result -> {
              if (answered.incrementAndGet() == 10) {
                bench.broker().stop();
              }
              if (!result.outcomes().contains(Outcome.delivered())
                  && failed.incrementAndGet() == 2) {
                bench.broker().start();
              }
            });

    subject.deliver(messages, 50);

    assertThat(failed.get()).as("batches that failed while the broker was down").isPositive();
    assertArrived(subject, messages);
  }

  @Test
  default void aBrokerThatDiesInTheMiddleOfABatchLosesNothing(Bench bench) throws Exception {
    bench.needs(Capability.STOP);
    Subject subject = bench.open(bench.target(), bench.sendTimeout());
    subject.deliver(List.of(subject.messages().text("a", "0")), 1);
    List<OutboundMessage> batch =
        subject.messages().numbered(subject.context().maxBatchMessages(), List.of("a", "b", "c"));

    Attempt attempt = subject.engine().open(batch);
    bench.broker().stop();
    assertThat(subject.engine().await(attempt).outcomes())
        .noneMatch(Outcome.Rejected.class::isInstance);
    bench.broker().start();

    subject.deliver(subject.engine().having(Outcome.Retry.class), batch.size());
    assertArrived(subject, batch);
  }

  @Test
  default void aLongOutageRejectsNothingAndPilesUpNoThreads(Bench bench) throws Exception {
    bench.needs(Capability.STOP);
    Subject subject = bench.open(bench.target(), bench.sendTimeout().dividedBy(2));
    OutboundMessage first = subject.messages().text("k", "1");
    subject.deliver(List.of(first), 1);
    OutboundMessage second = subject.messages().text("k", "2");
    Target other = bench.target();
    bench.broker().stop();
    assertRetriedForAReason(subject, List.of(second));
    int threads = subject.threads().size();
    for (int i = 0; i < 4; i++) {
      assertRetriedForAReason(subject, List.of(second));
    }
    await()
        .pollInSameThread()
        .atMost(bench.patience())
        .untilAsserted(
            () ->
                assertThat(subject.threads())
                    .as("threads after five attempts; %s after the first", threads)
                    .hasSizeLessThanOrEqualTo(threads + 2));

    Subject neverConnected = bench.open(other, bench.sendTimeout().dividedBy(2));
    assertRetriedForAReason(neverConnected, List.of(neverConnected.messages().text("k", "1")));
    neverConnected.close(Duration.ZERO);
    await()
        .pollInSameThread()
        .atMost(bench.patience())
        .untilAsserted(
            () -> assertThat(neverConnected.threads()).as("threads left after close()").isEmpty());

    bench.broker().start();
    subject.deliver(List.of(second), 1);
    assertArrived(subject, List.of(first, second));
  }

  @Test
  default void aSilentBrokerIsGivenUpInTimeAndServedWhenItSpeaksAgain(Bench bench)
      throws Exception {
    bench.needs(Capability.PAUSE);
    Subject subject = bench.open(bench.target(), bench.sendTimeout());
    subject.deliver(List.of(subject.messages().text("a", "0")), 1);
    bench.broker().pause();

    // The answer within the send time-out is asserted for every batch.
    for (Attempt attempt : subject.openAll(List.of("a", "b"))) {
      assertThat(subject.engine().await(attempt).outcomes())
          .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Retry.class));
    }
    List<OutboundMessage> unresolved = subject.engine().having(Outcome.Retry.class);
    bench.broker().resume();

    subject.deliver(unresolved, 2);
    assertArrived(subject, unresolved);
  }

  @Test
  default void openBatchesOfABrokerThatFallsSilentAndDiesKeepTheirOrder(Bench bench)
      throws Exception {
    bench.needs(Capability.PAUSE, Capability.STOP);
    Subject subject = bench.open(bench.target(), bench.sendTimeout());
    subject.deliver(List.of(subject.messages().text("a", "0")), 1);
    bench.broker().pause();
    List<Attempt> attempts = subject.openAll(List.of("a", "b"));
    attempts.get(0).awaitLeftOrWaits(bench.patience());
    bench.broker().stop();
    bench.broker().start();
    List<OutboundMessage> sent = new ArrayList<>();
    for (Attempt attempt : attempts) {
      subject.engine().await(attempt);
      sent.addAll(attempt.batch());
    }

    subject.deliver(subject.engine().having(Outcome.Retry.class), 2);
    assertArrived(subject, sent);
  }

  private static void assertRetriedForAReason(Subject subject, List<OutboundMessage> batch)
      throws InterruptedException {
    assertThat(subject.engine().send(batch).outcomes())
        .as("outcomes while the broker is down")
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry ->
                            assertThat(retry.failure().code())
                                .as("code of %s", retry.failure())
                                .isNotEqualTo(FailureCode.UNCLASSIFIED)));
  }

  private static void assertArrived(Subject subject, List<OutboundMessage> messages)
      throws Exception {
    assertThat(subject.arrivals().missing(messages.stream().map(OutboundMessage::id).toList()))
        .as("messages that did not arrive")
        .isEmpty();
  }
}
