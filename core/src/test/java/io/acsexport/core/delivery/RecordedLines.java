package io.acsexport.core.delivery;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that keeps what is written above DEBUG. */
final class RecordedLines extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1;
  final transient List<String> written = new ArrayList<>();
  final transient List<@Nullable Throwable> traces = new ArrayList<>();

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String format,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    written.add(level + " " + MessageFormatter.basicArrayFormat(format, arguments));
    traces.add(thrown);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }
}
