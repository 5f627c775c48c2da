package io.acsexport.log;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TransportContext;
import java.util.Locale;
import org.slf4j.event.Level;

/**
 * How events are shown in the log.
 *
 * @param level of every line
 * @param bodyLimit characters of a body shown at most
 */
record LoggerSettings(String destination, Level level, int bodyLimit) {

  private static final int MOST = 100_000;

  static LoggerSettings resolve(TransportContext context) throws SettingException {
    Settings settings = context.settings();
    Unused.notice(context, LogTransportProvider.MAX_SIZE, "there is no file");
    Unused.notice(context, LogTransportProvider.MAX_FILES, "there is no file");
    int bodyLimit = settings.integer(LogTransportProvider.BODY_LIMIT);
    if (bodyLimit < 0 || bodyLimit > MOST) {
      throw new SettingException(LogTransportProvider.BODY_LIMIT, "must be between 0 and " + MOST);
    }
    return new LoggerSettings(
        context.destination(),
        Level.valueOf(settings.string(LogTransportProvider.LEVEL).toUpperCase(Locale.ROOT)),
        bodyLimit);
  }
}
