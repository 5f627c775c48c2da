package io.acsexport.core.engine;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A broker in memory, which may be told not to answer. */
public final class MemoryTransport implements TransportProvider {

  /** What arrived, in that order. */
  public final List<OutboundMessage> arrived = new CopyOnWriteArrayList<>();

  /** The setting {@code label} of each transport that was sent something, in that order. */
  public final List<String> labels = new CopyOnWriteArrayList<>();

  final AtomicInteger mostLive = new AtomicInteger();
  private final AtomicInteger live = new AtomicInteger();
  private final String name;
  private volatile boolean deaf;
  private volatile CountDownLatch answering = new CountDownLatch(0);

  /** What becomes of each message. */
  public volatile Function<OutboundMessage, Outcome> broker = message -> Outcome.delivered();

  /** What the last transport made was given. */
  volatile @Nullable TransportContext context;

  /** A transport of this name. */
  public MemoryTransport(String name) {
    this.name = name;
  }

  /** Not to answer until it is told to; an interrupt ends that, too. */
  /** Answers nothing from now on. */
  public void hang() {
    answering = new CountDownLatch(1);
  }

  /** The same, but for the interrupt. */
  void hangDeaf() {
    deaf = true;
    hang();
  }

  /** Answers again. */
  public void answer() {
    deaf = false;
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
    return SettingSpecs.of(
        SettingSpec.of("label", SettingType.STRING, "Tells transports apart.").byDefault("none"),
        SettingSpec.of("password", SettingType.SECRET, "Asked for by nobody."),
        SettingSpec.of("key-file", SettingType.PATH, "Read by nobody."));
  }

  @Override
  public Transport create(TransportContext given) {
    context = given;
    String label = given.settings().string("label");
    if (label.equals("defect")) {
      throw new IllegalStateException("a defect of the transport");
    }
    return new Transport() {
      private final AtomicBoolean used = new AtomicBoolean();

      @Override
      public CompletionStage<BatchResult> send(List<OutboundMessage> batch)
          throws InterruptedException {
        if (used.compareAndSet(false, true)) {
          labels.add(label);
          int alive = live.incrementAndGet();
          mostLive.accumulateAndGet(alive, Math::max);
        }
        hold();
        List<Outcome> outcomes = new ArrayList<>();
        List<OutboundMessage> taken = new ArrayList<>();
        // It does not change its mind within a batch: that would break the order of a key.
        Function<OutboundMessage, Outcome> now = broker;
        for (OutboundMessage message : batch) {
          Outcome outcome = now.apply(message);
          outcomes.add(outcome);
          if (outcome instanceof Outcome.Delivered) {
            taken.add(message);
          }
        }
        arrived.addAll(taken);
        return CompletableFuture.completedFuture(new BatchResult(outcomes));
      }

      @Override
      public Health health() {
        return Health.up("in memory");
      }

      @Override
      public void close(Duration timeout) {
        if (used.getAndSet(false)) {
          int unused = live.decrementAndGet();
        }
      }
    };
  }

  private void hold() throws InterruptedException {
    while (true) {
      try {
        answering.await();
        return;
      } catch (InterruptedException e) {
        if (!deaf) {
          throw e;
        }
      }
    }
  }
}
