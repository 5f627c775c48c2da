package io.acsexport.transport.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.Checkable;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A transport can do what it claims, and claims what it can do. */
interface CapabilityRules {

  @Test
  default void whatTheTransportCanDoIsClaimed(Bench bench) throws Exception {
    Subject subject = bench.open();
    assertThat(subject.transport() instanceof Tailable)
        .as("it implements Tailable; the fixture claims TAIL: %s", bench.has(Capability.TAIL))
        .isEqualTo(bench.has(Capability.TAIL));
    assertThat(subject.transport() instanceof Checkable)
        .as("it implements Checkable; the fixture claims CHECK: %s", bench.has(Capability.CHECK))
        .isEqualTo(bench.has(Capability.CHECK));
    assertThat(subject.transport().maxInFlight()).isPositive();
  }

  @Test
  default void aTailReadsWhatIsThereAndWhatComes(Bench bench) throws Exception {
    bench.needs(Capability.TAIL);
    Target target = bench.target();
    Subject subject = bench.open(target, Bench.LONG);
    OutboundMessage old = subject.messages().text("k", "old");
    subject.deliver(List.of(old), 1);
    Subject reader = bench.open(target, Bench.LONG);
    Tailable tailable = (Tailable) reader.transport();
    List<String> seen = new ArrayList<>();
    try (Tailable.Tail end = tailable.tail(Tailable.From.END)) {
      OutboundMessage fresh = subject.messages().text("k", "new");
      subject.deliver(List.of(fresh), 1);
      assertThat(ids(end, 1, bench.patience())).containsExactly(fresh.id());
      seen.addAll(List.of(old.id(), fresh.id()));
    }
    if (!bench.has(Capability.TAIL_FROM_BEGINNING)) {
      assertThatThrownBy(() -> tailable.tail(Tailable.From.BEGINNING).close())
          .isInstanceOf(TransportException.class);
      return;
    }
    try (Tailable.Tail all = tailable.tail(Tailable.From.BEGINNING)) {
      assertThat(ids(all, 2, bench.patience())).containsExactlyElementsOf(seen);
      assertThat(all.caughtUp()).isTrue();
    }
  }

  @Test
  default void aCheckOfAHealthyBrokerFindsNoErrorAndSendsNothing(Bench bench) throws Exception {
    bench.needs(Capability.CHECK);
    Subject subject = bench.open();
    assertThat(((Checkable) subject.transport()).check(bench.patience()))
        .as("what a check of a healthy broker found")
        .isNotEmpty()
        .noneMatch(notice -> notice.level() == Notice.Level.ERROR);
    assertThat(subject.read().ids()).isEmpty();
  }

  private static List<String> ids(Tailable.Tail tail, int count, Duration patience)
      throws Exception {
    List<String> ids = new ArrayList<>();
    long deadline = System.nanoTime() + patience.toNanos();
    while (ids.size() < count && System.nanoTime() - deadline < 0) {
      for (ReceivedMessage message : tail.poll(Duration.ofMillis(200))) {
        ids.add(String.valueOf(message.headers().get(Messages.ID)));
      }
    }
    return ids;
  }
}
