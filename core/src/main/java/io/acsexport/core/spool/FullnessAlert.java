package io.acsexport.core.spool;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns once when a spool is 80 % full, and tells how long the rest will do. */
final class FullnessAlert {

  private static final Logger log = LoggerFactory.getLogger(FullnessAlert.class);

  private static final double WARN_AT = 0.8;
  private static final double CALM_AT = 0.7;
  private static final long RATE_OVER_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Path directory;
  private final long maxSize;

  private boolean warned;
  private long sampledAt;
  private long sampledBytes = -1;
  private double bytesPerSecond;

  FullnessAlert(Path directory, long maxSize) {
    this.directory = directory;
    this.maxSize = maxSize;
  }

  /** Looks at the present size; returns whether it is above the mark. */
  boolean check(long used, long now) {
    if (sampledBytes < 0 || now - sampledAt >= RATE_OVER_NANOS) {
      if (sampledBytes >= 0) {
        bytesPerSecond = (used - sampledBytes) * 1e9 / (now - sampledAt);
      }
      sampledAt = now;
      sampledBytes = used;
    }
    if (!warned && used >= WARN_AT * maxSize) {
      warned = true;
      log.warn(
          "Spool {} is {} % full ({} of {} bytes){}. A destination does not keep up, see its status",
          directory, 100 * used / maxSize, used, maxSize, forecast(used));
    } else if (warned && used < CALM_AT * maxSize) {
      warned = false;
      log.info("Spool {} is below {} % again", directory, Math.round(100 * CALM_AT));
    }
    return warned;
  }

  private String forecast(long used) {
    if (bytesPerSecond <= 0) {
      return "";
    }
    long seconds = (long) (Math.max(0, maxSize - used) / bytesPerSecond);
    return seconds < 120
        ? ", full in " + seconds + " s"
        : ", full in " + TimeUnit.SECONDS.toMinutes(seconds) + " min";
  }
}
