package io.acsexport.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sizes, counts and times for people: short, and with the unit that suits them. */
final class Amounts {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final double STEP = 1024;

  private Amounts() {}

  /** {@code 312 MiB}; one decimal below 10. */
  static String bytes(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (amount >= STEP && unit < UNITS.length - 1) {
      amount /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, unit > 0 && amount < 10 ? "%.1f" : "%.0f", amount)
        + " "
        + UNITS[unit];
  }

  /** {@code 12 345}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  /** The two greatest units: {@code 3 d 4 h}, {@code 12 s}. */
  static String time(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min";
    }
    if (seconds < 86_400) {
      return two(seconds / 3_600, " h", seconds / 60 % 60, " min");
    }
    return two(seconds / 86_400, " d", seconds / 3_600 % 24, " h");
  }

  /** The greatest unit alone: {@code 3 d}. */
  static String brief(Duration duration) {
    String time = time(duration);
    String[] words = time.split(" ", -1);
    return words[0] + " " + words[1];
  }

  private static String two(long first, String unit, long second, String smaller) {
    return first + unit + (second > 0 && first < 10 ? " " + second + smaller : "");
  }

  /** How long ago; {@code -} where there is no such time. */
  static String since(@Nullable Instant then, Instant now) {
    return then == null ? "-" : time(Duration.between(then, now));
  }
}
