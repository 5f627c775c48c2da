package io.acsexport.cli;

import io.acsexport.core.logging.LogSink;
import io.acsexport.core.logging.SinkLoggerFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Shows log lines beside the result. Without {@code --verbose} only errors of the engine itself:
 * what a user should know of a failure stands in the result, and a broker's client repeats it many
 * times. Always those of {@link #EVENTS}, which are themselves the result: where a destination is
 * the log, this is the log.
 */
record TerminalSink(Terminal terminal, boolean verbose) implements LogSink {

  private static final String OWN = "io.acsexport.";

  /** The logger to which the transport {@code log} writes events, at a level of the operator's. */
  private static final String EVENTS = "io.acsexport.log.events";

  /** Sends the log of this JVM to the terminal. */
  static void attach(Terminal terminal, boolean verbose) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof SinkLoggerFactory ours) {
      ours.attach(new TerminalSink(terminal, verbose));
    }
  }

  @Override
  public boolean enabled(int level, String logger) {
    if (logger.equals(EVENTS)) {
      return true;
    }
    return verbose
        ? level >= Level.INFO.toInt()
        : level >= Level.ERROR.toInt() && logger.startsWith(OWN);
  }

  @Override
  public void log(int level, String logger, String message, @Nullable Throwable thrown) {
    StringWriter line = new StringWriter();
    line.append(Level.intToLevel(level).name())
        .append(' ')
        .append(logger.substring(logger.lastIndexOf('.') + 1))
        .append(": ")
        .append(SafeText.oneLine(message));
    if (thrown != null && verbose) {
      line.append(System.lineSeparator());
      thrown.printStackTrace(new PrintWriter(line, true));
    }
    terminal.complain(line.toString().stripTrailing());
  }
}
