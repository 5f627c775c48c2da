package io.acsexport.transport.tck.memory;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.tck.Messages;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** A right transport made wrong in one way. */
final class FaultyTransport implements Transport, Checkable, Tailable {

  private final MemoryTransport right;
  private final MemoryBroker broker;
  private final TransportContext context;
  private final Fault fault;
  private final FaultyMessages messages;
  private final FaultyResults results;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile boolean used;

  FaultyTransport(
      MemoryTransport right, MemoryBroker broker, TransportContext context, Fault fault) {
    this.right = right;
    this.broker = broker;
    this.context = context;
    this.fault = fault;
    this.messages = new FaultyMessages(fault);
    this.results = new FaultyResults(fault);
    broker.create(FaultyMessages.LOST);
    if (fault == Fault.STARTS_THREADS_EARLY) {
      thread().start();
    } else if (fault == Fault.CONNECTS_EARLY) {
      connect();
    } else if (fault == Fault.SHOWS_ITS_PASSWORD_IN_A_NOTICE) {
      context.notice(Notice.info("password", "logging in with " + password()));
    }
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch)
      throws TransportException, InterruptedException {
    used = true;
    if (fault == Fault.LEAVES_A_THREAD || fault == Fault.PILES_UP_THREADS) {
      thread().start();
    } else if (fault == Fault.HAS_ANOTHER_CONTEXT_LOADER) {
      Thread thread = thread();
      thread.setContextClassLoader(getClass().getClassLoader());
      thread.start();
    } else if (fault == Fault.SHOWS_ITS_PASSWORD_IN_A_FAILURE) {
      throw new TransportException(
          FailureCode.AUTHENTICATION_FAILED, "refused " + password(), null);
    } else if (fault == Fault.SHOWS_ITS_PASSWORD_IN_A_CAUSE) {
      Exception cause = new IllegalStateException("who is " + password());
      throw new TransportException(FailureCode.AUTHENTICATION_FAILED, "refused", cause);
    } else if (fault == Fault.NEVER_RECOVERS && results.failed()) {
      throw new TransportException(FailureCode.CONNECTION_FAILED, "still gone", null);
    }
    if (fault == Fault.SAYS_DELIVERED_WHEN_CLOSED && closed) {
      return CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size()));
    }
    if (fault == Fault.NEVER_ANSWERS_LARGE_BATCHES && batch.size() > 1_000) {
      return new CompletableFuture<>();
    }
    return results.of(batch, right.send(messages.of(batch)));
  }

  @Override
  public int maxInFlight() {
    return results.block() ? 1 : right.maxInFlight();
  }

  @Override
  public Health health() {
    return fault == Fault.IS_ALWAYS_UP ? Health.up("always") : right.health();
  }

  @Override
  public void close(Duration timeout) {
    if (closed && fault == Fault.CLOSES_ONLY_ONCE) {
      throw new IllegalStateException("closed already");
    }
    if (!used && fault == Fault.CANNOT_BE_CLOSED_UNUSED) {
      throw new IllegalStateException("never connected");
    }
    closed = true;
    if (fault == Fault.BLOCKS_IN_CLOSE) {
      right.close(Duration.ofMinutes(10));
    } else if (fault == Fault.WAITS_FOR_NOTHING_AT_CLOSE) {
      right.close(Duration.ZERO);
    } else {
      right.close(timeout);
    }
    if (fault == Fault.CLOSES_ALL_OF_ITS_KIND) {
      broker.become(MemoryBroker.State.DOWN);
    }
    if (fault != Fault.LEAVES_A_THREAD) {
      ended.countDown();
    }
  }

  @Override
  public List<Notice> check(Duration timeout) throws TransportException, InterruptedException {
    if (fault == Fault.SENDS_WHEN_CHECKED) {
      Messages probes = new Messages(context.identity().spool(), Map.of());
      try {
        broker.append(context.settings().string("topic"), probes.text("k", "probe"));
      } catch (IOException
          | MemoryBroker.NoTopicException
          | MemoryBroker.TooLargeException unexpected) {
        throw new IllegalStateException(unexpected);
      }
    }
    return right.check(timeout);
  }

  @Override
  public Tail tail(From from) throws TransportException, InterruptedException {
    return right.tail(fault == Fault.READS_NOTHING_BACK ? From.END : from);
  }

  @Override
  public String toString() {
    return fault == Fault.SHOWS_ITS_PASSWORD_AS_TEXT ? "to memory, as " + password() : "to memory";
  }

  private String password() {
    return context.settings().has("password")
        ? context.settings().secret("password").reveal()
        : "nobody";
  }

  private Thread thread() {
    return context
        .threads()
        .newThread(
            () -> {
              try {
                ended.await();
              } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void connect() {
    try {
      right.check(Duration.ZERO);
    } catch (TransportException | InterruptedException e) {
      throw new IllegalStateException("cannot connect", e);
    }
  }
}
