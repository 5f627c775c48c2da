package io.acsexport.log;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TransportContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where events are appended, and how much of them is kept.
 *
 * @param file the file being written; absolute
 * @param maxSize bytes it may have, unless a single line is longer
 * @param maxFiles how many files may stand, this one included
 */
record FileSettings(Path file, long maxSize, int maxFiles) {

  private static final long LEAST_SIZE = 64 << 10;
  private static final long MOST_SIZE = 64L << 30;
  private static final int LEAST_FILES = 2;
  private static final int MOST_FILES = 1_000;

  static FileSettings resolve(TransportContext context) throws SettingException {
    Settings settings = context.settings();
    Unused.notice(context, LogTransportProvider.LEVEL, "the events go to a file");
    Unused.notice(context, LogTransportProvider.BODY_LIMIT, "files hold whole bodies");
    FileSettings file =
        new FileSettings(
            settings.path(LogTransportProvider.FILE),
            settings.size(LogTransportProvider.MAX_SIZE),
            settings.integer(LogTransportProvider.MAX_FILES));
    List<SettingProblem> problems = new ArrayList<>();
    if (file.maxSize < LEAST_SIZE || file.maxSize > MOST_SIZE) {
      problems.add(
          new SettingProblem(LogTransportProvider.MAX_SIZE, "must be between 64 KiB and 64 GiB"));
    }
    if (file.maxFiles < LEAST_FILES || file.maxFiles > MOST_FILES) {
      problems.add(
          new SettingProblem(LogTransportProvider.MAX_FILES, "must be between 2 and 1000"));
    }
    if (!problems.isEmpty()) {
      throw new SettingException(problems);
    }
    return file;
  }
}
