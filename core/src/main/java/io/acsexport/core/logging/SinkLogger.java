package io.acsexport.core.logging;

import io.acsexport.core.logging.SinkLoggerFactory.Answer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that asks the factory for the present sink with every line. */
final class SinkLogger extends LegacyAbstractLogger {

  private final transient SinkLoggerFactory factory;

  // Kafka's producer asks for TRACE with every message it is given. Threads may overwrite each
  // other's answers: each is as good.
  private transient @Nullable Answer trace;
  private transient @Nullable Answer debug;

  SinkLogger(String name, SinkLoggerFactory factory) {
    this.name = name;
    this.factory = factory;
  }

  @Override
  public boolean isTraceEnabled() {
    Answer answer = factory.enabled(Level.TRACE, name, trace);
    trace = answer;
    return answer.enabled();
  }

  @Override
  public boolean isDebugEnabled() {
    Answer answer = factory.enabled(Level.DEBUG, name, debug);
    debug = answer;
    return answer.enabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return factory.enabled(Level.INFO, name);
  }

  @Override
  public boolean isWarnEnabled() {
    return factory.enabled(Level.WARN, name);
  }

  @Override
  public boolean isErrorEnabled() {
    return factory.enabled(Level.ERROR, name);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String messagePattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    String message = String.valueOf(MessageFormatter.basicArrayFormat(messagePattern, arguments));
    factory.log(level, name, message, thrown);
  }
}
