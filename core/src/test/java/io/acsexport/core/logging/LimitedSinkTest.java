package io.acsexport.core.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitedSinkTest {

  private static final int INFO = 20;
  private static final int WARN = 30;
  private static final int ERROR = 40;
  private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";
  private static final String OWN = "io.acsexport.core.spool.Syncer";

  private final List<String> lines = new ArrayList<>();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final LimitedSink sink =
      new LimitedSink(new Lines(), logger -> logger.startsWith("io.acsexport."), now::get);

  @Test
  void aClientsLineIsToldOnceThenAtGrowingIntervalsWithTheNumberLeftOut() {
    for (int second = 0; second < 3_600; second++) {
      client("Connection to node -1 (kafka1/10.0.0." + second % 3 + ":9092) failed.");
      client("Bootstrap broker kafka" + second % 3 + ":9092 (id: -1 rack: null) disconnected");
      pass(1);
    }
    // Two shapes, each at 0, 5, 15 and 35 minutes.
    assertThat(lines).hasSize(8);
    assertThat(lines.get(2))
        .isEqualTo(
            "30 Connection to node -1 (kafka1/10.0.0.0:9092) failed. (299 lines like this left out"
                + " in the last 300 s)");
    assertThat(lines.get(6)).contains("(1199 lines like this left out in the last 1200 s)");
  }

  @Test
  void anOutageOfTenMinutesIsTwoLinesOfEachShape() {
    for (int millis = 0; millis < 600_000; millis += 500) {
      client("Connection to node -1 could not be established. Attempt " + millis);
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
    }
    assertThat(lines).hasSize(2);
  }

  @Test
  void whatWasLeftOutIsToldThoughNoSuchLineComesAgain() {
    own(ERROR, 25);
    assertThat(lines).hasSize(10);
    pass(61);
    sink.log(INFO, OWN, "something else", null);

    assertThat(lines)
        .hasSize(12)
        .contains(
            "40 Last of several: Sync of 24 failed (15 lines like this left out in the last 61 s)");
    pass(61);
    own(ERROR, 1);
    assertThat(lines).last().isEqualTo("40 Sync of 0 failed");
  }

  @Test
  void whatWasLeftOutIsToldBeforeTheSinkIsTakenAway() {
    own(ERROR, 12);
    sink.flush();
    sink.flush();

    assertThat(lines).hasSize(11).last().asString().contains("(2 lines like this left out");
  }

  @Test
  void linesOfTwoDestinationsHaveTwoShapes() {
    for (int i = 0; i < 10; i++) {
      sink.log(WARN, OWN, "Destination eu-1: retrying", null);
      sink.log(WARN, OWN, "Destination eu-2: retrying", null);
    }
    assertThat(lines).hasSize(20);
  }

  @Test
  void levelsAndLoggersAreToldApart() {
    for (int i = 0; i < 3; i++) {
      sink.log(WARN, CLIENT, "gone", null);
      sink.log(ERROR, CLIENT, "gone", null);
      sink.log(WARN, CLIENT + "2", "gone", null);
    }
    assertThat(lines).containsExactly("30 gone", "40 gone", "30 gone");
  }

  @Test
  void whatIsLessThanAWarningPassesAsItIs() {
    for (int i = 0; i < 1_000; i++) {
      sink.log(INFO, CLIENT, "chatter", null);
    }
    assertThat(lines).hasSize(1_000);
  }

  @Test
  void aClientThatNeverRepeatsItselfIsBoundedAllTheSame() {
    for (int i = 0; i < 100_000; i++) {
      client("word " + Integer.toString(i, 26).replaceAll("\\d", "z") + "-" + words(i));
    }
    assertThat(lines).hasSizeLessThan(300);
    for (int i = 0; i < 20; i++) {
      sink.log(ERROR, OWN, "our own is heard all the same", null);
    }
    assertThat(lines).filteredOn(line -> line.startsWith("40 our own")).hasSize(10);
  }

  /** A different text without digits for every number. */
  private static String words(int number) {
    StringBuilder text = new StringBuilder();
    for (char digit : Integer.toString(number).toCharArray()) {
      text.append((char) ('a' + digit - '0'));
    }
    return text.toString();
  }

  private void client(String message) {
    sink.log(WARN, CLIENT, message, null);
  }

  private void own(int level, int count) {
    for (int i = 0; i < count; i++) {
      sink.log(level, OWN, "Sync of " + i + " failed", null);
    }
  }

  private void pass(int seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private final class Lines implements LogSink {
    @Override
    public boolean enabled(int level, String logger) {
      return true;
    }

    @Override
    public void log(int level, String logger, String message, @Nullable Throwable thrown) {
      lines.add(level + " " + message);
    }
  }
}
