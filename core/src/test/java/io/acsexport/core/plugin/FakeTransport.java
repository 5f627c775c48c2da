package io.acsexport.core.plugin;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Delivers everything to nowhere. */
class FakeTransport implements Transport {

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) {
    return CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size()));
  }

  @Override
  public Health health() {
    return Health.idle();
  }

  @Override
  public void close(Duration timeout) {
    // Nothing is open.
  }
}
