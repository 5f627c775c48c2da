package io.acsexport.core.routing;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Accept times as the {@code acs-accepted} header shows them: RFC 3339, UTC, milliseconds. Keeps
 * the text of the last second, since a date formatter costs more than the rest of a message. For
 * one thread.
 */
final class AcceptTime {

  private static final DateTimeFormatter TO_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT).withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private String text = "";

  String format(long epochMillis) {
    long wanted = Math.floorDiv(epochMillis, 1000L);
    if (wanted != second) {
      text = TO_SECOND.format(Instant.ofEpochSecond(wanted));
      second = wanted;
    }
    int millis = (int) Math.floorMod(epochMillis, 1000L);
    return text
        + (char) ('0' + millis / 100)
        + (char) ('0' + millis / 10 % 10)
        + (char) ('0' + millis % 10)
        + 'Z';
  }
}
