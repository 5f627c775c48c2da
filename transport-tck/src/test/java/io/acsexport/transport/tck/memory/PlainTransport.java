package io.acsexport.transport.tck.memory;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A transport that can do nothing beyond what it must. */
record PlainTransport(MemoryTransport right) implements Transport {

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) throws TransportException {
    return right.send(batch);
  }

  @Override
  public int maxInFlight() {
    return right.maxInFlight();
  }

  @Override
  public Health health() {
    return right.health();
  }

  @Override
  public void close(Duration timeout) {
    right.close(timeout);
  }
}
