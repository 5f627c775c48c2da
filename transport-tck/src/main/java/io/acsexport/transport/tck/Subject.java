package io.acsexport.transport.tck;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A transport under test with everything around it. */
record Subject(
    Bench bench,
    Target target,
    FakeContext context,
    Transport transport,
    EngineStandIn engine,
    ClassLoader loader,
    Messages messages) {

  Subject(
      Bench bench,
      Target target,
      FakeContext context,
      Transport transport,
      EngineStandIn engine,
      ClassLoader loader) {
    this(
        bench,
        target,
        context,
        transport,
        engine,
        loader,
        new Messages(context.identity().spool(), target.route()));
  }

  /** Sends until each is delivered or rejected. */
  void deliver(List<OutboundMessage> messages, int batchSize) throws Exception {
    engine.deliver(messages, batchSize, bench.patience().plus(bench.sendTimeout()));
  }

  /** Waits until its health is that; it may become so a moment after an answer. */
  void awaitHealth(Health.State state) {
    await()
        .pollInSameThread()
        .atMost(bench.patience())
        .untilAsserted(() -> assertThat(transport.health().state()).isEqualTo(state));
  }

  /** As many batches as the engine would have open at once, of three messages each. */
  List<Attempt> openAll(List<? extends @Nullable String> keys) {
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < Math.min(transport.maxInFlight(), EngineStandIn.MOST_IN_FLIGHT); i++) {
      attempts.add(engine.open(messages.numbered(3, keys)));
    }
    return attempts;
  }

  /**
   * Waits until everything that was reported as delivered is visible, and holds it against the
   * order of what was sent.
   */
  Arrivals arrivals() throws Exception {
    Set<String> delivered =
        engine.having(Outcome.Delivered.class).stream()
            .filter(message -> message.route().equals(target.route()))
            .map(OutboundMessage::id)
            .collect(toSet());
    Arrivals[] seen = new Arrivals[1];
    await()
        .pollInSameThread()
        .atMost(bench.patience())
        .untilAsserted(
            () -> {
              seen[0] = read();
              assertThat(seen[0].missing(delivered))
                  .as("messages reported as delivered that are not visible at the broker")
                  .isEmpty();
            });
    Arrivals arrivals = seen[0];
    if (bench.has(Capability.ORDER_PER_KEY)) {
      arrivals.assertOrder(sent());
    }
    return arrivals;
  }

  /** What is visible now. */
  Arrivals read() throws Exception {
    return new Arrivals(target.arrived());
  }

  private List<OutboundMessage> sent() {
    return engine.answered().stream()
        .map(EngineStandIn.Answered::message)
        .sorted(Comparator.comparingLong(OutboundMessage::sequence))
        .toList();
  }

  /**
   * Closes the transport as the engine does, from another thread than the one that sends.
   *
   * @throws AssertionError when it does not return in time, or throws
   */
  void close(Duration timeout) throws InterruptedException {
    startClosing(timeout).await();
  }

  /** The same without waiting. */
  Closing startClosing(Duration timeout) {
    return new Closing(transport, loader, timeout, timeout.plus(bench.patience()));
  }

  /** Live threads that this transport started, or that its client did. */
  List<Thread> threads() {
    return Threads.withContextLoader(loader);
  }

  /** Closes it whatever state it is in; what goes wrong is another test's matter. */
  void abandon() throws InterruptedException {
    engine.close();
    try {
      close(Duration.ZERO);
    } catch (AssertionError alreadyTested) {
      // A transport that hangs or throws here fails the tests of ClosingRules.
    }
    context.close();
  }
}
