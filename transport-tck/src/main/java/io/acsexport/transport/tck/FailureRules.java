package io.acsexport.transport.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What becomes of messages that a broker does not take, and of those behind them. */
interface FailureRules {

  @Test
  default void aMessageThatIsTooLargeIsRejectedAndHoldsUpNoOther(Bench bench) throws Exception {
    bench.needs(Capability.SIZE_LIMIT);
    Subject subject = bench.open();
    OutboundMessage before = subject.messages().text("k", "before");
    byte[] noise = new byte[subject.target().tooLarge()];
    new Random(1).nextBytes(noise); // Which no client compresses.
    OutboundMessage large = subject.messages().bytes("k", noise);
    OutboundMessage after = subject.messages().text("k", "after");

    subject.deliver(List.of(before, large, after), 3);

    assertThat(subject.engine().answered())
        .filteredOn(each -> each.message().id().equals(large.id()))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each.outcome())
                    .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected ->
                            assertThat(rejected.failure().code())
                                .isEqualTo(FailureCode.MESSAGE_TOO_LARGE)));
    assertThat(subject.arrivals().ids()).containsExactlyInAnyOrder(before.id(), after.id());
  }

  @Test
  default void aMissingTargetIsRetriedAndNothingOfTheSameKeyGoesAhead(Bench bench)
      throws Exception {
    bench.needs(Capability.MISSING_TARGET);
    Subject subject = bench.open(bench.target(), bench.sendTimeout());
    Target.Missing missing = subject.target().missing();
    subject.deliver(List.of(subject.messages().text("warm", "0")), 1);
    OutboundMessage ahead = subject.messages().text("k", "1");
    OutboundMessage held = subject.messages().to(missing.route(), "k", "2");
    List<OutboundMessage> behind = new ArrayList<>();
    List<Attempt> attempts = new ArrayList<>();
    attempts.add(subject.engine().open(List.of(ahead, held, behind(subject, behind))));
    for (int i = 1; i < subject.transport().maxInFlight(); i++) {
      attempts.add(
          subject
              .engine()
              .open(List.of(behind(subject, behind), subject.messages().text("j", "x"))));
    }
    for (Attempt attempt : attempts) {
      subject.engine().await(attempt);
    }

    assertRetried(subject, held);
    Arrivals early = subject.read();
    assertThat(behind)
        .as("messages of the key whose earlier message is to be retried")
        .noneMatch(early::has);

    missing.create();
    subject.deliver(subject.engine().having(Outcome.Retry.class), 2);
    assertThat(new Arrivals(missing.arrived()).text(held)).isEqualTo("2");
    assertThat(behind).allMatch(subject.arrivals()::has);
  }

  @Test
  default void aBatchBehindAFailedOneIsRetriedEvenIfTheBrokerIsBack(Bench bench) throws Exception {
    bench.needs(Capability.STOP);
    Subject subject = bench.open(bench.target(), bench.sendTimeout());
    Assumptions.assumeTrue(subject.transport().maxInFlight() > 1, "it takes one batch at a time");
    subject.deliver(List.of(subject.messages().text("k", "0")), 1);
    bench.broker().stop();
    Attempt first = subject.engine().open(subject.messages().numbered(5, List.of("k", "j")));
    assertThat(first.result(bench.sendTimeout().plus(bench.patience())).outcomes())
        .hasOnlyElementsOfType(Outcome.Retry.class);
    bench.broker().start();

    // The engine has not looked at the first answer yet.
    Attempt second = subject.engine().open(subject.messages().numbered(5, List.of("k", "j")));

    assertThat(subject.engine().await(second).outcomes())
        .as("outcomes of a batch with the keys of an earlier one that is to be retried")
        .hasOnlyElementsOfType(Outcome.Retry.class);
    subject.engine().await(first);
    subject.deliver(subject.engine().having(Outcome.Retry.class), 5);
    assertThat(subject.arrivals().ids()).hasSize(11);
  }

  private static OutboundMessage behind(Subject subject, List<OutboundMessage> behind) {
    OutboundMessage message = subject.messages().text("k", "later " + behind.size());
    behind.add(message);
    return message;
  }

  private static void assertRetried(Subject subject, OutboundMessage message) {
    assertThat(subject.engine().having(Outcome.Retry.class))
        .as("what is to be retried: a missing target concerns more than one message")
        .extracting(OutboundMessage::id)
        .contains(message.id());
  }
}
