package io.acsexport.core.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Moves files of a spool that this release cannot read out of the way, into a folder beside them.
 * Nothing is deleted.
 */
final class SetAside {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Storage storage;
  private final Layout layout;
  private final Clock clock;

  SetAside(Storage storage, Layout layout, Clock clock) {
    this.storage = storage;
    this.layout = layout;
    this.clock = clock;
  }

  /** Moves these files, in this order, and returns the folder they are in now. */
  Path move(List<Path> files) throws IOException {
    Path folder = layout.directory().resolve("set-aside-" + STAMP.format(clock.instant()));
    storage.createDirectory(folder);
    for (Path file : files) {
      storage.rename(file, folder.resolve(String.valueOf(file.getFileName())));
    }
    storage.syncDirectory(folder);
    storage.syncDirectory(layout.directory());
    return folder;
  }
}
