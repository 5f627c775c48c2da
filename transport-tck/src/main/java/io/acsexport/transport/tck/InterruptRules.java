package io.acsexport.transport.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An interrupt ends a send, is not swallowed, and makes nothing be reported as delivered. */
interface InterruptRules {

  @Test
  default void anInterruptIsNotSwallowedAndBreaksNothing(Bench bench) throws Exception {
    Subject subject = bench.open(bench.target(), bench.sendTimeout());
    List<OutboundMessage> first = subject.messages().numbered(3, List.of("a", "b"));
    List<OutboundMessage> second = subject.messages().numbered(3, List.of("a", "b"));

    for (List<OutboundMessage> batch : List.of(first, second)) {
      Attempt attempt = subject.engine().openInterrupted(batch);
      subject.engine().await(attempt);
      assertThat(attempt.heededInterrupt())
          .as("send() threw InterruptedException, or left the thread interrupted")
          .isTrue();
      // Again without an interrupt, as after any failure.
      subject.deliver(subject.engine().having(Outcome.Retry.class), 3);
    }

    Arrivals arrivals = subject.arrivals();
    assertThat(first).allMatch(arrivals::has);
    assertThat(second).allMatch(arrivals::has);
  }

  @Test
  default void anInterruptEndsASendToASilentBroker(Bench bench) throws Exception {
    bench.needs(Capability.PAUSE);
    Target target = bench.target();
    Subject subject = bench.open(target, Bench.LONG);
    subject.deliver(List.of(subject.messages().text("a", "0")), 1);
    bench.broker().pause();

    Attempt attempt = subject.engine().open(subject.messages().numbered(3, List.of("a", "b")));
    attempt.awaitLeftOrWaits(bench.patience());
    boolean blocking = !attempt.hasLeft();
    subject.engine().interrupt();

    assertThat(attempt.awaitLeft(bench.patience())).as("send() returned when interrupted").isTrue();
    if (blocking) {
      assertThat(attempt.heededInterrupt())
          .as("send() threw InterruptedException, or left the thread interrupted")
          .isTrue();
    }
    subject.close(java.time.Duration.ZERO);
    assertThat(attempt.awaitAnswer(bench.patience()))
        .as("the stage of an open batch completed when the transport was closed")
        .isTrue();
    bench.broker().resume();
    subject.engine().await(attempt);
    subject.arrivals();
  }
}
