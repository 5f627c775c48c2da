package io.acsexport.acs;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes through the log4j 2 of the host. This class must be called directly by the adapter's
 * loader: log4j finds the host's configuration by the class loader of its caller.
 */
final class Log4jHostLog implements HostLog {

  // Finding a logger walks the stack. Bounded by the names in use: classes of engine and clients.
  private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();

  Log4jHostLog() {
    logger("io.acsexport.acs");
  }

  @Override
  public boolean enabled(int level, String logger) {
    return logger(logger).isEnabled(level(level));
  }

  @Override
  public void log(int level, String logger, String message, @Nullable Throwable thrown) {
    logger(logger).log(level(level), message, thrown);
  }

  private Logger logger(String name) {
    Logger logger = loggers.get(name);
    if (logger == null) {
      logger = LogManager.getLogger(name);
      loggers.put(name, logger);
    }
    return logger;
  }

  private static Level level(int level) {
    if (level >= ERROR) {
      return Level.ERROR;
    }
    if (level >= WARN) {
      return Level.WARN;
    }
    if (level >= INFO) {
      return Level.INFO;
    }
    return level >= DEBUG ? Level.DEBUG : Level.TRACE;
  }
}
