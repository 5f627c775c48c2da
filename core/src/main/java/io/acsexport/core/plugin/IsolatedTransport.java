package io.acsexport.core.plugin;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls a transport with its own context class loader, which is in use until the transport is
 * closed; subclasses add its capabilities.
 */
@SuppressWarnings("try") // The context loader is a scope; nothing in it is called.
class IsolatedTransport implements Transport {

  private final Transport transport;
  private final LoaderUse use;
  private final ClassLoader loader;
  private final AtomicBoolean closed = new AtomicBoolean();

  IsolatedTransport(Transport transport, LoaderUse use) {
    this.transport = transport;
    this.use = use;
    this.loader = use.loader();
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch)
      throws TransportException, InterruptedException {
    use.begin(); // another thread may close the transport meanwhile
    try (ContextLoader context = ContextLoader.enter(loader)) {
      CompletionStage<BatchResult> stage = transport.send(batch);
      if (stage == null) {
        throw new TransportException(
            FailureCode.TRANSPORT_FAULT, "the transport returned no stage", null);
      }
      return handOver(stage);
    } catch (Throwable e) {
      use.failed(e);
      throw e;
    } finally {
      use.end();
    }
  }

  /**
   * A stage of the engine's that follows the transport's. What the engine does when it completes
   * runs on whatever thread of the transport completes it, but with the engine's context loader;
   * and the transport's own kind of stage, should it have one, is called with the transport's.
   */
  private CompletionStage<BatchResult> handOver(CompletionStage<BatchResult> stage) {
    CompletableFuture<BatchResult> engines = new CompletableFuture<>();
    stage.whenComplete(
        (result, thrown) -> {
          try (ContextLoader engine = ContextLoader.enterEngine()) {
            if (thrown == null) {
              engines.complete(result);
            } else {
              fail(engines, thrown);
            }
          }
        });
    return engines;
  }

  /** First the fault, then the answer: whoever gets that asks for the other. */
  private void fail(CompletableFuture<BatchResult> engines, Throwable thrown) {
    try {
      use.failed(thrown);
    } finally {
      engines.completeExceptionally(thrown);
    }
  }

  /** Whether a class that it lives with failed to initialise. */
  boolean hasClassFault() {
    return use.fault() != null;
  }

  @Override
  public int maxInFlight() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return transport.maxInFlight();
    }
  }

  @Override
  public Health health() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return transport.health();
    }
  }

  @Override
  public void close(Duration timeout) {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      transport.close(timeout);
    } finally {
      closed();
    }
  }

  @Override
  public void close() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      transport.close();
    } finally {
      closed();
    }
  }

  private void closed() {
    if (closed.compareAndSet(false, true)) {
      use.end();
    }
  }

  @Override
  public String toString() {
    return "IsolatedTransport[" + transport.getClass().getName() + " in " + loader + "]";
  }

  private static List<Notice> check(Checkable checkable, Duration timeout, ClassLoader loader)
      throws TransportException, InterruptedException {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return checkable.check(timeout);
    }
  }

  private static Tailable.Tail tail(Tailable tailable, Tailable.From from, ClassLoader loader)
      throws TransportException, InterruptedException {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return new IsolatedTail(tailable.tail(from), loader);
    }
  }

  /** A transport that can be read back. */
  static final class OnlyTailable extends IsolatedTransport implements Tailable {

    private final Tailable tailable;
    private final ClassLoader loader;

    OnlyTailable(Transport transport, Tailable tailable, LoaderUse use) {
      super(transport, use);
      this.tailable = tailable;
      this.loader = use.loader();
    }

    @Override
    public Tail tail(From from) throws TransportException, InterruptedException {
      return IsolatedTransport.tail(tailable, from, loader);
    }
  }

  /** A transport that can look at its broker. */
  static final class OnlyCheckable extends IsolatedTransport implements Checkable {

    private final Checkable checkable;
    private final ClassLoader loader;

    OnlyCheckable(Transport transport, Checkable checkable, LoaderUse use) {
      super(transport, use);
      this.checkable = checkable;
      this.loader = use.loader();
    }

    @Override
    public List<Notice> check(Duration timeout) throws TransportException, InterruptedException {
      return IsolatedTransport.check(checkable, timeout, loader);
    }
  }

  /** A transport that can do both. */
  static final class TailableAndCheckable extends IsolatedTransport implements Tailable, Checkable {

    private final Tailable tailable;
    private final Checkable checkable;
    private final ClassLoader loader;

    TailableAndCheckable(
        Transport transport, Tailable tailable, Checkable checkable, LoaderUse use) {
      super(transport, use);
      this.tailable = tailable;
      this.checkable = checkable;
      this.loader = use.loader();
    }

    @Override
    public Tail tail(From from) throws TransportException, InterruptedException {
      return IsolatedTransport.tail(tailable, from, loader);
    }

    @Override
    public List<Notice> check(Duration timeout) throws TransportException, InterruptedException {
      return IsolatedTransport.check(checkable, timeout, loader);
    }
  }
}
