package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;

class HostLogTest {

  private static final int[] LEVELS = {HostLog.DEBUG, HostLog.INFO, HostLog.WARN, HostLog.ERROR};

  @Test
  void linesGoToTheLog4jOfTheHost() {
    List<String> lines = new ArrayList<>();
    Appender appender = new Appender(lines);
    appender.start();
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.getConfiguration().getRootLogger().addAppender(appender, null, null);
    Configurator.setRootLevel(Level.INFO);
    Exception failure = new IllegalStateException("broken");
    try {
      HostLog log = HostLog.find();
      assertThat(log.enabled(HostLog.DEBUG, "io.acsexport.x")).isFalse();
      assertThat(log.enabled(HostLog.INFO, "io.acsexport.x")).isTrue();
      for (int level : LEVELS) {
        log.log(level, "io.acsexport.x", "braces {} stay", failure);
      }
    } finally {
      Configurator.setRootLevel(Level.ERROR);
      context.getConfiguration().getRootLogger().removeAppender(appender.getName());
      appender.stop();
    }

    assertThat(lines)
        .containsExactly(
            "INFO io.acsexport.x braces {} stay broken",
            "WARN io.acsexport.x braces {} stay broken",
            "ERROR io.acsexport.x braces {} stay broken");
  }

  @Test
  void linesGoToTheJdkWhereThereIsNoLog4j() {
    List<String> lines = new ArrayList<>();
    Logger logger = Logger.getLogger("io.acsexport.y");
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(
                line.getLevel()
                    + " "
                    + line.getLoggerName()
                    + " "
                    + line.getMessage()
                    + " "
                    + line.getThrown().getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      HostLog log = new JdkHostLog();
      assertThat(log.enabled(HostLog.DEBUG, "io.acsexport.y")).isFalse();
      for (int level : LEVELS) {
        log.log(level, "io.acsexport.y", "line", new IllegalStateException("broken"));
      }
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }

    assertThat(lines)
        .containsExactly(
            "INFO io.acsexport.y line broken",
            "WARNING io.acsexport.y line broken",
            "SEVERE io.acsexport.y line broken");
  }

  @Test
  void whatRepeatsIsWrittenOnceAMinute() {
    RecordingLog log = new RecordingLog();
    long[] now = {Long.MAX_VALUE - 5};
    LimitedLog limited = new LimitedLog(log, () -> now[0]);

    limited.log(HostLog.WARN, "again", null);
    limited.log(HostLog.WARN, "again", null);
    now[0] += 59_000_000_000L;
    limited.log(HostLog.WARN, "again", null);
    now[0] += 2_000_000_000L;
    limited.log(HostLog.WARN, "again", null);

    assertThat(log.own(HostLog.WARN)).containsExactly("again", "again (and 2 times before)");
  }

  private static final class Appender extends AbstractAppender {

    private final List<String> lines;

    Appender(List<String> lines) {
      super("test", null, null, false, Property.EMPTY_ARRAY);
      this.lines = lines;
    }

    @Override
    public void append(LogEvent event) {
      lines.add(
          event.getLevel()
              + " "
              + event.getLoggerName()
              + " "
              + event.getMessage().getFormattedMessage()
              + " "
              + event.getThrown().getMessage());
    }
  }
}
