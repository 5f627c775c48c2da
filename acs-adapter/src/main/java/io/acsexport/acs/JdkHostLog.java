package io.acsexport.acs;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes through {@code java.util.logging}. */
final class JdkHostLog implements HostLog {

  @Override
  public boolean enabled(int level, String logger) {
    return Logger.getLogger(logger).isLoggable(level(level));
  }

  @Override
  public void log(int level, String logger, String message, @Nullable Throwable thrown) {
    // A record made by hand: the logger would take the adapter's frames for the source.
    LogRecord line = new LogRecord(level(level), message);
    line.setLoggerName(logger);
    line.setSourceClassName(logger);
    line.setSourceMethodName(null);
    line.setThrown(thrown);
    Logger.getLogger(logger).log(line);
  }

  private static Level level(int level) {
    if (level >= ERROR) {
      return Level.SEVERE;
    }
    if (level >= WARN) {
      return Level.WARNING;
    }
    if (level >= INFO) {
      return Level.INFO;
    }
    return level >= DEBUG ? Level.FINE : Level.FINEST;
  }
}
