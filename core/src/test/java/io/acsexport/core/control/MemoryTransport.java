package io.acsexport.core.control;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A broker in memory, which may be told not to answer. */
final class MemoryTransport implements TransportProvider {

  final List<OutboundMessage> arrived = new CopyOnWriteArrayList<>();
  private final String name;
  private volatile CountDownLatch answering = new CountDownLatch(0);
  volatile Function<OutboundMessage, Outcome> broker = message -> Outcome.delivered();

  MemoryTransport(String name) {
    this.name = name;
  }

  void hang() {
    answering = new CountDownLatch(1);
  }

  void answer() {
    answering.countDown();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public String description() {
    return "keeps messages in memory";
  }

  @Override
  public SettingSpecs settings() {
    return SettingSpecs.of();
  }

  @Override
  public Transport create(TransportContext context) {
    return new Transport() {
      @Override
      public CompletionStage<BatchResult> send(List<OutboundMessage> batch)
          throws InterruptedException {
        answering.await();
        List<Outcome> outcomes = new ArrayList<>();
        for (OutboundMessage message : batch) {
          Outcome outcome = broker.apply(message);
          outcomes.add(outcome);
          if (outcome instanceof Outcome.Delivered) {
            arrived.add(message);
          }
        }
        return CompletableFuture.completedFuture(new BatchResult(outcomes));
      }

      @Override
      public Health health() {
        return Health.up("in memory");
      }

      @Override
      public void close(Duration timeout) {}
    };
  }
}
