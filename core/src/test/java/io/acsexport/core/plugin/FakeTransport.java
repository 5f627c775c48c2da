package io.acsexport.core.plugin;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Notes with which context loader it is called. */
class FakeTransport implements Transport {

  final List<ClassLoader> contexts = new ArrayList<>();

  void note() {
    contexts.add(Thread.currentThread().getContextClassLoader());
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) {
    note();
    return CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size()));
  }

  @Override
  public int maxInFlight() {
    note();
    return 4;
  }

  @Override
  public Health health() {
    note();
    return Health.idle();
  }

  @Override
  public void close(Duration timeout) {
    note();
  }

  @Override
  public void close() {
    note();
  }
}
