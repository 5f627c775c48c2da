package io.acsexport.transport.tck;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and sizes as an operator writes them, always with a unit. */
final class Quantity {

  private static final Pattern FORM = Pattern.compile("(\\d+)\\s*([a-zA-Z]+)");
  private static final Map<String, Duration> TIMES =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "seconds", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "minutes", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Map<String, Long> SIZES =
      Map.of(
          "b", 1L,
          "kb", 1_000L,
          "kib", 1L << 10,
          "mb", 1_000_000L,
          "mib", 1L << 20,
          "gb", 1_000_000_000L,
          "gib", 1L << 30);

  private Quantity() {}

  /** The time, or null where the text is none. */
  static @Nullable Duration duration(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Duration unit = matcher.matches() ? TIMES.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    return unit == null ? null : unit.multipliedBy(Long.parseLong(matcher.group(1)));
  }

  /** The number of bytes, or null where the text is none. */
  static @Nullable Long size(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Long unit = matcher.matches() ? SIZES.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    return unit == null ? null : Long.valueOf(unit * Long.parseLong(matcher.group(1)));
  }
}
