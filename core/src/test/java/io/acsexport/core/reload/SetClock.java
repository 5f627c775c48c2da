package io.acsexport.core.reload;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes on only when it is told to. */
final class SetClock extends Clock {

  private volatile Instant now;
  private long nanos;

  SetClock(Instant now) {
    this.now = now;
  }

  /** Time goes by. */
  void advance(Duration by) {
    jump(by);
    nanos += by.toNanos();
  }

  /** Somebody sets the clock. */
  void jump(Duration by) {
    now = now.plus(by);
  }

  /** What no setting of the clock changes. */
  long nanoTime() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
