package io.acsexport.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.SpoolItem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent is the same bytes wherever a server stands, summer time or not. */
class PlacesTest {

  /** A second before and after the clocks of Berlin change, both ways. */
  private static final List<Instant> TIMES =
      List.of(
          Instant.parse("2026-03-29T00:59:59.999Z"),
          Instant.parse("2026-03-29T01:00:00Z"),
          Instant.parse("2026-10-25T00:59:59.999Z"),
          Instant.parse("2026-10-25T01:00:00.001Z"));

  private final Locale locale = Locale.getDefault();
  private final TimeZone zone = TimeZone.getDefault();

  @AfterEach
  void putBack() {
    Locale.setDefault(locale);
    TimeZone.setDefault(zone);
  }

  @Test
  void timesAndGapEventsAreTheSameEverywhere() {
    at("en-US", "UTC");
    List<String> expected = sent();
    assertThat(expected)
        .contains("2026-03-29T00:59:59.999Z", "2026-10-25T01:00:00.001Z")
        .anyMatch(text -> text.contains("\"eventDateTime\":\"2026-03-29 01:00:00 +0000\""));
    for (String language : List.of("de-DE", "tr-TR", "ar-EG", "th-TH-u-ca-buddhist-nu-thai")) {
      for (String place : List.of("Europe/Berlin", "Asia/Kathmandu", "America/St_Johns")) {
        at(language, place);
        assertThat(sent()).as(language + " in " + place).isEqualTo(expected);
      }
    }
  }

  private static void at(String language, String place) {
    Locale.setDefault(Locale.forLanguageTag(language));
    TimeZone.setDefault(TimeZone.getTimeZone(place));
  }

  private static List<String> sent() {
    AcceptTime accept = new AcceptTime();
    List<String> sent = new ArrayList<>();
    for (Instant time : TIMES) {
      sent.add(accept.format(time.toEpochMilli()));
      SpoolItem.Gap gap = new SpoolItem.Gap(1, 20, 20, SpoolItem.Reason.DROPPED);
      sent.add(new String(GapEvent.body(gap, "ms1", "main", time), StandardCharsets.UTF_8));
    }
    return sent;
  }
}
