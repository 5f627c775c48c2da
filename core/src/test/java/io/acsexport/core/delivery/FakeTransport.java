package io.acsexport.core.delivery;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose sending is given by the test. Checks that it is called as the contract says.
 */
final class FakeTransport implements Transport {

  /** How it sends. */
  @FunctionalInterface
  interface Sending {
    CompletionStage<BatchResult> send(List<OutboundMessage> batch) throws Throwable;
  }

  private final DeliveryFixture fixture;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean closing;
  private volatile boolean closed;
  private volatile @Nullable Thread closer;
  private volatile boolean crossed;

  FakeTransport(DeliveryFixture fixture) {
    this.fixture = fixture;
    fixture.transportBegins();
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) {
    boolean late = closed;
    // The watchdog's close may cross one send that is about to begin, but no second one.
    boolean breach = late && (crossed || Thread.currentThread() == closer);
    crossed |= late;
    fixture.batchBegins(this, batch, breach, calls.incrementAndGet());
    try {
      if (late) {
        throw new TransportException(FailureCode.CLOSED, "closed before it began", null);
      }
      return fixture.sending.send(batch);
    } catch (Throwable thrown) {
      throw DeliveryFixture.sneak(thrown);
    } finally {
      calls.decrementAndGet();
      endIfOver();
    }
  }

  /** Whether somebody began to close it; a send that is about to begin should not. */
  boolean isClosing() {
    return closing;
  }

  @Override
  public int maxInFlight() {
    return fixture.maxInFlight;
  }

  @Override
  public Health health() {
    return fixture.health.get();
  }

  @Override
  public void close(Duration timeout) {
    closing = true;
    closer = Thread.currentThread();
    try {
      fixture.closing.run();
    } finally {
      closed = true;
      endIfOver();
    }
  }

  /** It lives until it is closed and no call is in it any more. */
  private synchronized void endIfOver() {
    if (closed && calls.get() == 0) {
      fixture.transportEnds(this);
    }
  }
}
