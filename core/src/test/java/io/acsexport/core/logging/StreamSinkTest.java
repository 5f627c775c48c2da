package io.acsexport.core.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class StreamSinkTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456Z");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final StreamSink sink =
      new StreamSink(
          new PrintStream(bytes, true, StandardCharsets.UTF_8),
          Level.WARN,
          Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void aLineHasTimeLevelLoggerAndMessage() {
    sink.log(40, "io.acsexport.core.Thing", "broke", new IllegalStateException("why"));

    String stamp =
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            Instant.parse("2026-11-23T12:00:00.123Z").atZone(ZoneId.systemDefault()));
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .startsWith(stamp + " ERROR Thing - broke", "java.lang.IllegalStateException: why")
        .hasSizeGreaterThan(2);
  }

  @Test
  void onlyItsLevelAndAboveAreEnabled() {
    assertThat(sink.enabled(20, "any")).isFalse();
    assertThat(sink.enabled(30, "any")).isTrue();
    assertThat(sink.enabled(40, "any")).isTrue();
  }

  @Test
  void theThresholdIsReadInAnyCaseAndIsWarnWhereItIsNoLevel() {
    assertThat(StreamSink.threshold("debug")).isEqualTo(Level.DEBUG);
    assertThat(StreamSink.threshold(" Error ")).isEqualTo(Level.ERROR);
    assertThat(StreamSink.threshold("loud")).isEqualTo(Level.WARN);
    assertThat(StreamSink.threshold(null)).isEqualTo(Level.WARN);
  }
}
