package io.acsexport.core.bridge;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.TransportProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Rejects a body {@code reject}, wants {@code retry} once more, and can be down or closed to us.
 */
final class MoodyTransport implements TransportProvider {

  volatile boolean down;
  private final AtomicBoolean retried = new AtomicBoolean();

  @Override
  public String name() {
    return "moody";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public String description() {
    return "does what bodies say";
  }

  @Override
  public SettingSpecs settings() {
    return SettingSpecs.of();
  }

  @Override
  public Transport create(TransportContext context) {
    context.meters().gauge("mood", () -> 7);
    return new Transport() {
      @Override
      public CompletionStage<BatchResult> send(List<OutboundMessage> batch)
          throws TransportException {
        context.meters().count("calls", 1);
        if (down) {
          throw new TransportException(FailureCode.AUTHORIZATION_FAILED, "topic cs", null);
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (OutboundMessage message : batch) {
          outcomes.add(
              outcome(new String(Objects.requireNonNull(message.body()), StandardCharsets.UTF_8)));
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

  private Outcome outcome(String body) {
    if (body.equals("reject")) {
      return Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, "by one byte");
    }
    if (body.equals("retry") && retried.compareAndSet(false, true)) {
      return Outcome.retry(Failure.of(FailureCode.CONNECTION_FAILED, "once"));
    }
    return Outcome.delivered();
  }
}
