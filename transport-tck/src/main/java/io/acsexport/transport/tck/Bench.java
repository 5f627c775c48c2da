package io.acsexport.transport.tck;

import static java.util.Objects.requireNonNull;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.Settings;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Where the kit's tests are made: the broker, the provider, and the transports that a test opened
 * and which are closed after it.
 */
final class Bench implements AutoCloseable {

  /** A send time-out that no test waits for. */
  static final Duration LONG = Duration.ofMinutes(2);

  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private final Supplier<TransportProvider> provider;
  private final Supplier<Duration> patience;
  private final List<Subject> opened = new ArrayList<>();
  private @Nullable Broker broker;
  private int targets;

  Bench(Supplier<TransportProvider> provider, Supplier<Duration> patience) {
    this.provider = provider;
    this.patience = patience;
  }

  void begin(BrokerFixture fixture) throws Exception {
    broker = new Broker(fixture);
    broker.start();
  }

  /** Skips the test where the fixture does not claim all of these. */
  void needs(Capability... capabilities) {
    for (Capability capability : capabilities) {
      Assumptions.assumeTrue(has(capability), () -> "the fixture does not claim " + capability);
    }
  }

  boolean has(Capability capability) {
    return broker().fixture().capabilities().contains(capability);
  }

  Broker broker() {
    return requireNonNull(broker, "not begun");
  }

  TransportProvider provider() {
    return provider.get();
  }

  /** How long to wait for what should take no time. */
  Duration patience() {
    return patience.get();
  }

  /** The send time-out where the test is about it. */
  Duration sendTimeout() {
    return broker().fixture().sendTimeout();
  }

  /** A fresh target. */
  Target target() throws Exception {
    return broker().fixture().target("tck-" + ++targets);
  }

  /** A transport to a fresh target, with a send time-out nobody waits for. */
  Subject open() throws Exception {
    return open(target(), LONG);
  }

  /** A transport, with what the engine gives it; closed after the test. */
  Subject open(Target target, Duration sendTimeout) throws Exception {
    return open(target, target.settings(), sendTimeout);
  }

  Subject open(Target target, Map<String, ?> written, Duration sendTimeout) throws Exception {
    TransportProvider used = provider();
    ClassLoader loader = new ClassLoader("transport", used.getClass().getClassLoader()) {};
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    FakeContext context = context(used, written, sendTimeout);
    try {
      Transport transport = used.create(context);
      EngineStandIn engine = new EngineStandIn(transport, sendTimeout, patience());
      Subject subject = new Subject(this, target, context, transport, engine, loader);
      opened.add(subject);
      return subject;
    } catch (SettingException | RuntimeException e) {
      context.close();
      throw e;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  FakeContext context(TransportProvider used, Map<String, ?> written, Duration sendTimeout)
      throws SettingException {
    Settings settings = FakeSettings.of(used.settings(), written);
    return new FakeContext(settings, sendTimeout, MAX_MESSAGE_BYTES);
  }

  /** Closes what the test opened and makes the broker serve again. */
  void clear() throws Exception {
    try {
      for (Subject subject : opened) {
        subject.abandon();
      }
    } finally {
      opened.clear();
      broker().restore();
    }
  }

  @Override
  public void close() throws IOException {
    if (broker != null) {
      broker.close();
    }
  }
}
