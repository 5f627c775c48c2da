package io.acsexport.core.logging;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Makes loggers that write to the sink attached at the moment of each line. Until one is attached,
 * lines of level {@code acs-export.log.level} (a system property, WARN by default) and above go to
 * standard error. Thread-safe.
 */
public final class SinkLoggerFactory implements ILoggerFactory {

  /** The system property that sets the level of standard error. */
  public static final String LEVEL_PROPERTY = "acs-export.log.level";

  /** A level that an operator changes counts after so long at the latest. */
  private static final long ANSWER_LASTS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String NAME = SinkLoggerFactory.class.getName();

  // Bounded by the names in use: classes of the engine and of the clients.
  private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
  private final LogSink fallback;
  private final LongSupplier nanoTime;
  private volatile LogSink sink;

  /** Called by slf4j, through {@link SinkServiceProvider}. */
  public SinkLoggerFactory() {
    this(
        new StreamSink(
            System.err,
            StreamSink.threshold(System.getProperty(LEVEL_PROPERTY)),
            Clock.systemUTC()),
        System::nanoTime);
  }

  SinkLoggerFactory(LogSink fallback, LongSupplier nanoTime) {
    this.fallback = fallback;
    this.nanoTime = nanoTime;
    this.sink = fallback;
  }

  /** Sends all lines there from now on, also those of loggers that exist already. */
  public void attach(LogSink newSink) {
    sink = newSink;
  }

  /** Sends lines to standard error again. */
  public void detach() {
    LogSink before = sink;
    sink = fallback;
    try {
      before.flush();
    } catch (RuntimeException | LinkageError e) {
      fallback.log(Level.WARN.toInt(), NAME, "The log failed: " + e, e);
    }
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, newName -> new SinkLogger(newName, this));
  }

  boolean enabled(Level level, String logger) {
    try {
      return sink.enabled(level.toInt(), logger);
    } catch (RuntimeException | LinkageError e) {
      return fallback.enabled(level.toInt(), logger);
    }
  }

  /** The same, while the answer given last is fresh enough without asking the sink. */
  Answer enabled(Level level, String logger, @Nullable Answer last) {
    LogSink asked = sink;
    long now = nanoTime.getAsLong();
    if (last != null && last.sink() == asked && now - last.atNanos() < ANSWER_LASTS_NANOS) {
      return last;
    }
    return new Answer(enabled(level, logger), asked, now);
  }

  /**
   * Whether lines of a level are written.
   *
   * @param sink which said so
   * @param atNanos when, by {@link System#nanoTime}
   */
  record Answer(boolean enabled, LogSink sink, long atNanos) {}

  /** A sink that fails must not fail the code that logs; the line then goes to standard error. */
  void log(Level level, String logger, String message, @Nullable Throwable thrown) {
    try {
      sink.log(level.toInt(), logger, message, thrown);
    } catch (RuntimeException | LinkageError e) {
      fallback.log(level.toInt(), logger, message + " (the log failed: " + e + ")", thrown);
    }
  }
}
