package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.deadletter.DeadLetter;
import io.acsexport.core.deadletter.DeadLetterSink;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker between a spool in memory and a transport whose behaviour the test sets. {@link #close}
 * checks what must hold in every test: no commit past an unresolved record, order per key, never
 * two live transports, one sending thread, batches in sequence order.
 */
final class DeliveryFixture implements AutoCloseable {

  static final Duration LONG = Duration.ofSeconds(20);
  private static final UUID SPOOL = new UUID(1, 2);

  final FakeSpool spool = new FakeSpool();
  final FakeBroker broker = new FakeBroker(spool);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();

  /** Sequences of every batch handed over, in order. */
  final List<List<Long>> batches = new CopyOnWriteArrayList<>();

  final List<OutboundMessage> sent = new CopyOnWriteArrayList<>();
  final List<String> breaches = new CopyOnWriteArrayList<>();

  volatile FakeTransport.Sending sending = this::deliver;
  volatile Supplier<Health> health = () -> Health.up("fake");
  volatile int maxInFlight = 1;
  volatile Runnable closing = () -> {};
  volatile TransportFactory factory = () -> new FakeTransport(this);
  volatile DeadLetterSink sink = this::store;
  volatile MessageSource source = this::message;
  DeliveryOptions options =
      new DeliveryOptions(
          10, 1_000, Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofMillis(4));

  private final Set<FakeTransport> ended = new HashSet<>();
  private final Set<Thread> senders = new HashSet<>();
  private int begun;
  private @Nullable FakeTransport sender;
  private @Nullable DestinationWorker worker;

  DestinationWorker start() {
    DestinationWorker made = create();
    made.start();
    return made;
  }

  DestinationWorker create() {
    worker =
        new DestinationWorker(
            "main",
            spool,
            item -> source.messageFor(item),
            () -> factory.create(),
            letter -> sink.store(letter),
            options,
            Clock.systemUTC(),
            new Random(7),
            meters);
    return worker;
  }

  WorkerStatus status() {
    return worker().status();
  }

  Failure lastFailure() {
    Failure failure = status().lastFailure();
    if (failure == null) {
      throw new AssertionError("nothing failed so far");
    }
    return failure;
  }

  DestinationWorker worker() {
    if (worker == null) {
      throw new IllegalStateException("not created");
    }
    return worker;
  }

  void publish(int count) {
    for (int i = 0; i < count; i++) {
      spool.append("k" + i % 3, "event");
    }
  }

  void awaitPosition(long sequence) {
    await().atMost(LONG).until(() -> spool.position() >= sequence);
  }

  void awaitState(WorkerState state) {
    await().atMost(LONG).until(() -> status().state() == state);
  }

  /** How often this record was handed to the transport. */
  long sends(long sequence) {
    return sent.stream().filter(message -> message.sequence() == sequence).count();
  }

  // What the worker talks to, unless a test says otherwise.

  CompletionStage<BatchResult> deliver(List<OutboundMessage> batch) {
    batch.forEach(broker::take);
    return CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size()));
  }

  /** Answers each message by itself; what is delivered becomes visible. */
  CompletionStage<BatchResult> answer(
      List<OutboundMessage> batch, Function<OutboundMessage, Outcome> each) {
    List<Outcome> outcomes = new ArrayList<>();
    for (OutboundMessage message : batch) {
      Outcome outcome = each.apply(message);
      if (outcome instanceof Outcome.Delivered) {
        broker.take(message);
      }
      outcomes.add(outcome);
    }
    return CompletableFuture.completedFuture(new BatchResult(outcomes));
  }

  static CompletionStage<BatchResult> retryAll(List<OutboundMessage> batch, FailureCode code) {
    return CompletableFuture.completedFuture(
        BatchResult.allRetry(batch.size(), Failure.of(code, "as the test says")));
  }

  void store(DeadLetter letter) throws IOException {
    deadLetters.add(letter);
    spool.resolve(letter.record().sequence());
  }

  OutboundMessage message(SpoolItem item) {
    if (item instanceof SpoolItem.Entry entry) {
      String[] parts = new String(entry.payload(), StandardCharsets.UTF_8).split("\\|", 2);
      return message(item.sequence(), parts[0].isEmpty() ? null : parts[0], parts[1]);
    }
    return message(item.sequence(), null, item.toString());
  }

  @SuppressWarnings("NullAway") // it overlooks that the key of a compiled record may be null
  static OutboundMessage message(long sequence, @Nullable String key, String body) {
    return new OutboundMessage(
        "id-" + sequence,
        SPOOL,
        sequence,
        key,
        body.getBytes(StandardCharsets.UTF_8),
        "text/plain",
        Map.of(),
        Map.of(),
        Instant.EPOCH,
        0);
  }

  // What the transport reports.

  synchronized void transportBegins() {
    begun++;
    if (begun - ended.size() > 1) {
      breaches.add("two live transports");
    }
  }

  synchronized void transportEnds(FakeTransport transport) {
    ended.add(transport);
  }

  /** Whether the transport that sends is being closed at the same time. */
  synchronized boolean isSenderClosing() {
    return sender != null && sender.isClosing();
  }

  synchronized int transportsBegun() {
    return begun;
  }

  synchronized int transportsAlive() {
    return begun - ended.size();
  }

  synchronized void batchBegins(
      FakeTransport transport, List<OutboundMessage> batch, boolean closed, int calls) {
    sender = transport;
    senders.add(Thread.currentThread());
    if (closed) {
      breaches.add("send after close");
    }
    if (calls > 1) {
      breaches.add("two sends at a time");
    }
    for (int i = 1; i < batch.size(); i++) {
      if (batch.get(i).sequence() <= batch.get(i - 1).sequence()) {
        breaches.add("batch out of order: " + batch);
      }
    }
    sent.addAll(batch);
    batches.add(batch.stream().map(OutboundMessage::sequence).toList());
  }

  static RuntimeException sneak(Throwable thrown) {
    return DeliveryFixture.<RuntimeException>sneaky(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
    assertThat(breaches).isEmpty();
    assertThat(spool.violations()).isEmpty();
    synchronized (this) {
      assertThat(senders).hasSizeLessThanOrEqualTo(1);
    }
    broker.assertOrderPerKey();
  }
}
