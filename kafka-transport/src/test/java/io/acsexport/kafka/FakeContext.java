package io.acsexport.kafka;

import io.acsexport.transport.Meters;
import io.acsexport.transport.Notice;
import io.acsexport.transport.Settings;
import io.acsexport.transport.SpoolIdentity;
import io.acsexport.transport.TransportContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** What the engine gives the transport, with a timer thread of its own. */
final class FakeContext implements TransportContext, AutoCloseable {

  private final Settings settings;
  private final Duration sendTimeout;
  private final List<Notice> notices = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(1, task -> daemon(task, "timer"));

  FakeContext(Settings settings) {
    this(settings, Duration.ofSeconds(30));
  }

  FakeContext(Settings settings, Duration sendTimeout) {
    this.settings = settings;
    this.sendTimeout = sendTimeout;
  }

  List<Notice> notices() {
    return notices;
  }

  @Override
  public String destination() {
    return "main";
  }

  @Override
  public String node() {
    return "ms1";
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public SpoolIdentity identity() {
    return new SpoolIdentity(new UUID(0, 1), Messages.SPOOL, new UUID(0, 3));
  }

  @Override
  public long bootSequence() {
    return 0;
  }

  @Override
  public long position() {
    return -1;
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public Duration sendTimeout() {
    return sendTimeout;
  }

  @Override
  public int maxBatchMessages() {
    return 500;
  }

  @Override
  public int maxBatchBytes() {
    return 1 << 20;
  }

  @Override
  public int maxMessageBytes() {
    return 1 << 20;
  }

  @Override
  public ThreadFactory threads() {
    return task -> daemon(task, "transport");
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    ScheduledFuture<?> future = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public Meters meters() {
    return new Meters() {
      @Override
      public void count(String name, long amount) {}

      @Override
      public void gauge(String name, DoubleSupplier value) {}
    };
  }

  @Override
  public void notice(Notice notice) {
    notices.add(notice);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
