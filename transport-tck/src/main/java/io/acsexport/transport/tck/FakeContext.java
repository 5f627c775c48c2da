package io.acsexport.transport.tck;

import io.acsexport.transport.Meters;
import io.acsexport.transport.Notice;
import io.acsexport.transport.Settings;
import io.acsexport.transport.SpoolIdentity;
import io.acsexport.transport.TransportContext;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engine gives a transport, with a timer thread of its own, there while it is needed.
 * Remembers notices and counts. Thread-safe.
 */
public final class FakeContext implements TransportContext, AutoCloseable {

  static final String NODE = "ms1";

  private final Settings settings;
  private final Duration sendTimeout;
  private final int maxMessageBytes;
  private final @Nullable ClassLoader loader;
  private final SpoolIdentity identity;
  private final long bootSequence;
  private volatile Set<UUID> boots;
  private volatile long position = -1;
  private final List<Thread> made = new CopyOnWriteArrayList<>();
  private final List<Notice> notices = new CopyOnWriteArrayList<>();
  private final Map<String, Long> counts = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer;

  /** With a send time-out of 30 seconds, and messages of up to 1 MiB. */
  public FakeContext(Settings settings) {
    this(settings, Duration.ofSeconds(30), 1 << 20);
  }

  /** With messages of up to 1 MiB. */
  public FakeContext(Settings settings, Duration sendTimeout) {
    this(settings, sendTimeout, 1 << 20);
  }

  /**
   * With these limits, and the calling thread's context class loader for the transport's threads.
   */
  public FakeContext(Settings settings, Duration sendTimeout, int maxMessageBytes) {
    this(
        settings,
        sendTimeout,
        maxMessageBytes,
        new SpoolIdentity(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID()),
        0);
  }

  /**
   * As this start of that spool, for transports that store their position at the broker.
   *
   * @param bootSequence the lowest sequence of an event accepted by this start
   */
  public FakeContext(
      Settings settings,
      Duration sendTimeout,
      int maxMessageBytes,
      SpoolIdentity identity,
      long bootSequence) {
    this.identity = identity;
    this.boots = Set.of(identity.boot());
    this.bootSequence = bootSequence;
    this.settings = settings;
    this.sendTimeout = sendTimeout;
    this.maxMessageBytes = maxMessageBytes;
    this.loader = Thread.currentThread().getContextClassLoader();
    this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, Threads.TIMER));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** What the transport told the operator, in order. */
  public List<Notice> notices() {
    return notices;
  }

  /** How far a counter was counted; 0 where it was not. */
  public long count(String name) {
    return counts.getOrDefault(name, 0L);
  }

  /** All threads made for the transport, in order, whether they still run or not. */
  public List<Thread> threadsMade() {
    return made;
  }

  /** What a gauge shows, or NaN where there is none of that name. */
  public double gauge(String name) {
    DoubleSupplier gauge = gauges.get(name);
    return gauge == null ? Double.NaN : gauge.getAsDouble();
  }

  @Override
  public String destination() {
    return "main";
  }

  @Override
  public String node() {
    return NODE;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public SpoolIdentity identity() {
    return identity;
  }

  @Override
  public boolean isOwnBoot(UUID boot) {
    return boots.contains(boot);
  }

  /** Makes these the starts of the spool, beside this one. */
  public void earlierBoots(Set<UUID> earlier) {
    Set<UUID> all = new HashSet<>(earlier);
    all.add(identity.boot());
    boots = Set.copyOf(all);
  }

  @Override
  public long bootSequence() {
    return bootSequence;
  }

  @Override
  public long position() {
    return position;
  }

  /** Moves the destination's cursor. */
  public void position(long sequence) {
    position = sequence;
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
    return 5_000;
  }

  @Override
  public int maxBatchBytes() {
    return 4 << 20;
  }

  @Override
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  @Override
  public ThreadFactory threads() {
    return task -> {
      Thread thread = daemon(task, "transport-main-" + (made.size() + 1));
      made.add(thread);
      return thread;
    };
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    if (timer.isShutdown()) {
      return () -> {};
    }
    ScheduledFuture<?> future = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public Meters meters() {
    return new Meters() {
      @Override
      public void count(String name, long amount) {
        counts.merge(name, amount, Long::sum);
      }

      @Override
      public void gauge(String name, DoubleSupplier value) {
        gauges.put(name, value);
      }
    };
  }

  @Override
  public void notice(Notice notice) {
    notices.add(notice);
  }

  /** Drops what is not yet due and ends the timer thread. */
  @Override
  public void close() {
    timer.shutdownNow();
  }

  private Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    return thread;
  }
}
