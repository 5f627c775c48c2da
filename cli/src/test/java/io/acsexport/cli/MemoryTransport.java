package io.acsexport.cli;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Health;
import io.acsexport.transport.ImpliedSetting;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TemplateRules;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.TransportProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A broker in this process whose behaviour a test sets through its fields before it begins. */
final class MemoryTransport implements TransportProvider {

  /** A look at the broker. */
  interface Check {
    List<Notice> look(Duration timeout) throws TransportException, InterruptedException;
  }

  /** What becomes of a message. */
  interface Broker {
    Outcome take(String destination, OutboundMessage message);
  }

  final List<OutboundMessage> delivered = new CopyOnWriteArrayList<>();
  final List<ReceivedMessage> stored = new CopyOnWriteArrayList<>();
  final List<Tailable.From> tails = new CopyOnWriteArrayList<>();
  volatile Broker broker = (destination, message) -> Outcome.delivered();
  volatile Check check = timeout -> List.of(Notice.info("connection", "Connected to memory."));
  volatile @Nullable SettingException settingProblem;
  volatile Map<String, ImpliedSetting> implied = Map.of();
  volatile @Nullable SettingException impliedProblem;
  volatile @Nullable Notice notice;
  volatile @Nullable TransportException tailFailure;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public String description() {
    return "Keeps messages in memory.";
  }

  @Override
  public SettingSpecs settings() {
    return SettingSpecs.of(
        SettingSpec.template("topic", TemplateRules.any(), "Where to.").byDefault("cs"),
        SettingSpec.of("password", SettingType.SECRET, "What the broker asks for."));
  }

  @Override
  public Map<String, ImpliedSetting> implied(Settings settings) throws SettingException {
    if (impliedProblem != null) {
      throw impliedProblem;
    }
    return settings.isExplicit("topic") ? Map.of() : implied;
  }

  @Override
  public Transport create(TransportContext context) throws SettingException {
    if (settingProblem != null) {
      throw settingProblem;
    }
    if (notice != null) {
      context.notice(notice);
    }
    return context.destination().equals("blind")
        ? new Blind(context.destination())
        : new Seeing(context.destination());
  }

  /** Has no capability beyond sending. */
  private class Blind implements Transport {

    private final String destination;

    Blind(String destination) {
      this.destination = destination;
    }

    @Override
    public CompletionStage<BatchResult> send(List<OutboundMessage> batch) {
      List<Outcome> outcomes =
          batch.stream().map(message -> broker.take(destination, message)).toList();
      for (int i = 0; i < batch.size(); i++) {
        if (outcomes.get(i) instanceof Outcome.Delivered) {
          delivered.add(batch.get(i));
        }
      }
      return CompletableFuture.completedFuture(new BatchResult(outcomes));
    }

    @Override
    public Health health() {
      return Health.up("memory");
    }

    @Override
    public void close(Duration timeout) {
      // Nothing is open.
    }
  }

  private final class Seeing extends Blind implements Checkable, Tailable {

    Seeing(String destination) {
      super(destination);
    }

    @Override
    public List<Notice> check(Duration timeout) throws TransportException, InterruptedException {
      return check.look(timeout);
    }

    @Override
    public Tail tail(From from) throws TransportException {
      tails.add(from);
      if (tailFailure != null) {
        throw tailFailure;
      }
      return new OneGo();
    }
  }

  /** Hands out everything stored with the first poll, then nothing more. */
  private final class OneGo implements Tailable.Tail {

    private boolean polled;

    @Override
    public List<ReceivedMessage> poll(Duration timeout) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException("ended by the test");
      }
      boolean first = !polled;
      polled = true;
      return first ? List.copyOf(stored) : List.of();
    }

    @Override
    public boolean caughtUp() {
      return polled;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
