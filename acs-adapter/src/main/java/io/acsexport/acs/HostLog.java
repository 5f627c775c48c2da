package io.acsexport.acs;

import org.jspecify.annotations.Nullable;

/**
 * The management server's own log. Levels as slf4j numbers them: 10 debug, 20 info, 30 warn, 40
 * error.
 */
interface HostLog {

  int DEBUG = 10;
  int INFO = 20;
  int WARN = 30;
  int ERROR = 40;

  boolean enabled(int level, String logger);

  void log(int level, String logger, String message, @Nullable Throwable thrown);

  /** A line of the adapter itself. */
  default void log(int level, String message, @Nullable Throwable thrown) {
    log(level, "io.acsexport.acs", message, thrown);
  }

  /** The same where nothing may escape: the log is the host's and may fail as well. */
  default void report(int level, String message, @Nullable Throwable thrown) {
    try {
      log(level, message, thrown);
    } catch (Throwable e) {
      new JdkHostLog().log(level, message + " (the log failed: " + e + ")", thrown);
    }
  }

  /** Log4j 2 where the host has it, as CloudStack does since 4.20; else the JDK's. */
  static HostLog find() {
    try {
      return new Log4jHostLog();
    } catch (LinkageError | RuntimeException e) {
      return new JdkHostLog();
    }
  }
}
