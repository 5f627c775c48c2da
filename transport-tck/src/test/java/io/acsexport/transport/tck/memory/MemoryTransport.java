package io.acsexport.transport.tck.memory;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A right transport: pipelining, with three batches in flight. */
final class MemoryTransport implements Transport, Checkable, Tailable {

  private static final Failure CLOSED = Failure.of(FailureCode.CLOSED, "closed");

  private final MemoryBroker broker;
  private final TransportContext context;
  private final boolean stopsAtFailure;
  private final boolean holdsBack;
  private final Object lock = new Object();
  private @Nullable MemorySession session;
  private @Nullable Failure last;
  private boolean closed;
  private boolean holding;

  /** Wrong unless it both stops at a failure and holds back what comes behind it. */
  MemoryTransport(
      MemoryBroker broker, TransportContext context, boolean stopsAtFailure, boolean holdsBack) {
    this.holdsBack = holdsBack;
    this.broker = broker;
    this.context = context;
    this.stopsAtFailure = stopsAtFailure;
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) throws TransportException {
    PendingBatch pending = new PendingBatch(batch);
    MemorySession used;
    synchronized (lock) {
      if (closed) {
        throw new TransportException(CLOSED, null);
      }
      if (session != null && session.failure() != null) {
        last = session.failure();
        session = null;
        holding = holdsBack;
      }
      // A batch that begins with a repeat shows that the engine has seen the failure.
      holding = holding && batch.get(0).priorSends() == 0;
      if (holding) {
        Failure held = Failure.of(FailureCode.HELD_BACK, "an earlier batch goes first");
        return CompletableFuture.completedFuture(BatchResult.allRetry(batch.size(), held));
      }
      if (session == null) {
        session = new MemorySession(broker, context, stopsAtFailure);
      }
      used = session;
    }
    TransportContext.Cancellable guard =
        context.schedule(
            context.sendTimeout().multipliedBy(8).dividedBy(10),
            () -> used.fail(Failure.of(FailureCode.TIMEOUT, "no answer")));
    used.add(pending);
    return pending.result().whenComplete((result, thrown) -> guard.cancel());
  }

  @Override
  public int maxInFlight() {
    return 3;
  }

  @Override
  public Health health() {
    synchronized (lock) {
      Failure failure = session == null ? last : session.failure();
      if (closed || (failure == null && (session == null || !session.confirmedAny()))) {
        return Health.idle();
      }
      return failure == null ? Health.up("connected to memory") : Health.down(failure);
    }
  }

  @Override
  public void close(Duration timeout) {
    MemorySession ending;
    synchronized (lock) {
      closed = true;
      ending = session;
      session = null;
    }
    if (ending != null) {
      try {
        ending.drain(timeout, CLOSED);
      } catch (InterruptedException e) {
        ending.fail(CLOSED);
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public List<Notice> check(Duration timeout) throws TransportException, InterruptedException {
    read(context.settings().string("topic"), 0);
    return List.of(Notice.info("topic", "the topic is there"));
  }

  @Override
  public Tail tail(From from) throws TransportException, InterruptedException {
    String topic = context.settings().string("topic");
    int end = read(topic, 0).size();
    return new MemoryTail(topic, from == From.END ? end : 0, end);
  }

  private List<ReceivedMessage> read(String topic, int from)
      throws TransportException, InterruptedException {
    try {
      return broker.read(topic, from);
    } catch (MemoryBroker.NoTopicException e) {
      throw new TransportException(FailureCode.TARGET_MISSING, "no such topic", e);
    } catch (IOException e) {
      throw new TransportException(FailureCode.CONNECTION_FAILED, e.toString(), e);
    }
  }

  private final class MemoryTail implements Tail {

    private final String topic;
    private final int end;
    private int next;

    MemoryTail(String topic, int next, int end) {
      this.topic = topic;
      this.next = next;
      this.end = end;
    }

    @Override
    public List<ReceivedMessage> poll(Duration timeout)
        throws TransportException, InterruptedException {
      List<ReceivedMessage> messages = read(topic, next);
      if (messages.isEmpty()) {
        TimeUnit.NANOSECONDS.sleep(timeout.toNanos() / 10);
        messages = read(topic, next);
      }
      next += messages.size();
      return messages;
    }

    @Override
    public boolean caughtUp() {
      return next >= end;
    }

    @Override
    public void close() {}
  }
}
