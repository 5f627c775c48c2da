package io.acsexport.core.bridge;

import io.acsexport.core.logging.LogSink;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Hands log lines to the host so that its operator steers all of them by one name, {@code
 * io.acsexport}: lines of brokers' clients appear below {@code io.acsexport.client}. What clients
 * log at INFO is chatter to a cloud's operator (each connection prints its whole configuration), so
 * it arrives as DEBUG.
 */
final class HostSink implements LogSink {

  private static final String OWN = "io.acsexport.";
  private static final String CLIENT = "io.acsexport.client.";

  private final LogSink host;

  HostSink(BiPredicate<Integer, String> enabled, Consumer<@Nullable Object[]> lines) {
    this.host = LogSink.of(enabled, lines);
  }

  /** Whether a logger is one of the engine's or of its transports', and not of a client. */
  static boolean isOwn(String logger) {
    return logger.startsWith(OWN);
  }

  @Override
  public boolean enabled(int level, String logger) {
    return host.enabled(hostLevel(level, logger), hostName(logger));
  }

  @Override
  public void log(int level, String logger, String message, @Nullable Throwable thrown) {
    host.log(hostLevel(level, logger), hostName(logger), message, thrown);
  }

  private static int hostLevel(int level, String logger) {
    return level == Level.INFO.toInt() && !isOwn(logger) ? Level.DEBUG.toInt() : level;
  }

  private static String hostName(String logger) {
    return isOwn(logger) ? logger : CLIENT + logger;
  }
}
