package io.acsexport.core.delivery;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

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

  FakeTransport(DeliveryFixture fixture) {
    this.fixture = fixture;
    fixture.transportBegins();
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) {
    fixture.batchBegins(this, batch, closed, calls.incrementAndGet());
    try {
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
