package io.acsexport.core.logging;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Writes lines of a level and above to a stream, each with a local time stamp. */
final class StreamSink implements LogSink {

  private final PrintStream stream;
  private final Level threshold;
  private final Clock clock;

  StreamSink(PrintStream stream, Level threshold, Clock clock) {
    this.stream = stream;
    this.threshold = threshold;
    this.clock = clock;
  }

  /** The level of that name in any case; WARN where it is null or not a level. */
  static Level threshold(@Nullable String name) {
    for (Level level : Level.values()) {
      if (name != null && level.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
        return level;
      }
    }
    return Level.WARN;
  }

  @Override
  public boolean enabled(int level, String logger) {
    return level >= threshold.toInt();
  }

  @Override
  public void log(int level, String logger, String message, @Nullable Throwable thrown) {
    StringWriter line = new StringWriter();
    line.append(
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                clock.instant().truncatedTo(ChronoUnit.MILLIS).atZone(ZoneId.systemDefault())))
        .append(' ')
        .append(Level.intToLevel(level).name())
        .append(' ')
        .append(logger.substring(logger.lastIndexOf('.') + 1))
        .append(" - ")
        .append(message)
        .append(System.lineSeparator());
    if (thrown != null) {
      thrown.printStackTrace(new PrintWriter(line, true));
    }
    // One call, so that lines of several threads do not mix.
    stream.print(line);
  }
}
