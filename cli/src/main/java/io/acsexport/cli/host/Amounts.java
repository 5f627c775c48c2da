package io.acsexport.cli.host;

import java.util.Locale;

/** Sizes and times for people. */
final class Amounts {

  private static final long KIB = 1024;
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Amounts() {}

  /** {@code 512 B}, {@code 1.5 GiB}. */
  static String bytes(long bytes) {
    if (bytes < KIB) {
      return Math.max(0, bytes) + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= KIB && unit < UNITS.length - 1) {
      value /= KIB;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** {@code 45 s}, {@code 12 min}, {@code 6 h 12 min}, {@code 3 d 4 h}. */
  static String seconds(double seconds) {
    long whole = (long) Math.min(seconds, Long.MAX_VALUE / 2.0);
    if (whole < MINUTE) {
      return whole + " s";
    }
    if (whole < HOUR) {
      return whole / MINUTE + " min";
    }
    return whole < DAY
        ? whole / HOUR + " h " + whole % HOUR / MINUTE + " min"
        : whole / DAY + " d " + whole % DAY / HOUR + " h";
  }
}
