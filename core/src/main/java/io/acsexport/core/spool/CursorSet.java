package io.acsexport.core.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All cursors on disk, open or not. Changed by the spool's own thread. */
final class CursorSet {

  private static final Logger log = LoggerFactory.getLogger(CursorSet.class);

  private final Map<String, DestinationCursor> cursors = new ConcurrentSkipListMap<>();
  private boolean failing;

  void add(DestinationCursor cursor) {
    cursors.put(cursor.name(), cursor);
  }

  @Nullable DestinationCursor find(String name) {
    return cursors.get(name);
  }

  Collection<DestinationCursor> all() {
    return cursors.values();
  }

  Set<String> names() {
    return Collections.unmodifiableSet(new TreeSet<>(cursors.keySet()));
  }

  /** Deletes a cursor for good. */
  void forget(String name, Storage storage, Layout layout) throws IOException {
    DestinationCursor cursor = cursors.get(name);
    if (cursor == null) {
      return;
    }
    if (cursor.isOpen()) {
      throw new IllegalStateException("The cursor of '" + name + "' is open");
    }
    Path path = layout.cursor(name);
    storage.delete(path);
    storage.syncDirectory(layout.directory());
    cursors.remove(name);
    cursor.closeFile();
  }

  /** Writes what moved; one cursor's failure does not keep the others from the disk. */
  boolean persist() {
    boolean all = true;
    for (DestinationCursor cursor : cursors.values()) {
      try {
        cursor.persist();
      } catch (IOException e) {
        all = false;
        if (!failing) {
          log.error(
              "Cannot write the cursor of '{}': after a crash its latest records would be repeated",
              cursor.name(),
              e);
        }
      }
    }
    if (all && failing) {
      log.info("Cursors are written again");
    }
    failing = !all;
    return all;
  }

  void close() {
    for (DestinationCursor cursor : cursors.values()) {
      cursor.closed();
      try {
        cursor.closeFile();
      } catch (IOException e) {
        log.warn("Cannot close the cursor of '{}': {}", cursor.name(), e.toString());
      }
    }
  }
}
