package io.acsexport.rabbitmq;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.ResendOrder;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One destination on a RabbitMQ cluster. {@link #send} only hands over and returns at once; the
 * outcomes follow as the broker confirms.
 */
final class RabbitTransport implements Transport, Checkable, Tailable {

  /**
   * Of each key one message is under way: only many batches hold enough keys to keep the way to the
   * broker full.
   */
  private static final int PIPELINED_BATCHES = 16;

  private final TransportContext context;
  private final RabbitSettings settings;
  private final ReturnedMessages returns;
  private final ResendOrder order = new ResendOrder();
  private final Object lock = new Object();
  private @Nullable PublisherSession session;
  private int sessions;
  private boolean closed;
  private volatile Health health = Health.idle();

  RabbitTransport(TransportContext context, RabbitSettings settings) {
    this.context = context;
    this.settings = settings;
    this.returns = new ReturnedMessages(context, settings.keepUnroutable());
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) throws TransportException {
    PublisherSession current = session();
    if (current.takeRetried()) {
      order.failed();
    }
    if (!order.admits(batch)) {
      Failure held = Failure.of(FailureCode.HELD_BACK, "an earlier batch failed and goes first");
      return CompletableFuture.completedFuture(BatchResult.allRetry(batch.size(), held));
    }
    PendingBatch pending = new PendingBatch(batch, System.nanoTime());
    current.send(pending);
    return pending.result();
  }

  @Override
  public int maxInFlight() {
    return PIPELINED_BATCHES;
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public List<Notice> check(Duration timeout) throws TransportException, InterruptedException {
    return new RabbitCheck(settings, context.threads()).run(timeout);
  }

  @Override
  public Tail tail(From from) throws TransportException, InterruptedException {
    return RabbitTail.open(settings, context.threads(), from);
  }

  @Override
  public void close(Duration timeout) {
    PublisherSession last;
    synchronized (lock) {
      closed = true;
      last = session;
      session = null;
    }
    if (last != null) {
      try {
        last.drain(timeout);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    health = Health.idle();
  }

  /** The present session, or a new one with the next address where the last one has ended. */
  private PublisherSession session() throws TransportException {
    synchronized (lock) {
      if (closed) {
        throw new TransportException(FailureCode.CLOSED, "the transport was closed", null);
      }
      if (session != null && session.ended()) {
        if (session.takeRetried()) {
          order.failed();
        }
        session = null;
      }
      if (session == null) {
        SocketGuard guard = new SocketGuard(settings.tls());
        session = new PublisherSession(settings, context, returns, guard, this::tell);
        Publisher publisher = new Publisher(session, settings, context, guard, sessions);
        sessions++;
        context.threads().newThread(publisher).start();
      }
      return session;
    }
  }

  private void tell(Health state) {
    health = state;
  }
}
