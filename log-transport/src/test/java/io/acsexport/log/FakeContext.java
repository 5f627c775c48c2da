package io.acsexport.log;

import io.acsexport.transport.Meters;
import io.acsexport.transport.Notice;
import io.acsexport.transport.Settings;
import io.acsexport.transport.SpoolIdentity;
import io.acsexport.transport.TransportContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.DoubleSupplier;

/** What the engine gives the transport. */
final class FakeContext implements TransportContext {

  private final Settings settings;
  private final List<Notice> notices = new ArrayList<>();

  FakeContext(Settings settings) {
    this.settings = settings;
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
    return Duration.ofSeconds(30);
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
    throw new UnsupportedOperationException("this transport starts no threads");
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    throw new UnsupportedOperationException("this transport needs no timer");
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
}
