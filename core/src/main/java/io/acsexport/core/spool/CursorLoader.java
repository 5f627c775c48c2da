package io.acsexport.core.spool;

import io.acsexport.core.spool.SpoolItem.Gap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the cursors of a spool, and makes new ones. */
final class CursorLoader {

  private static final Logger log = LoggerFactory.getLogger(CursorLoader.class);

  private final Storage storage;
  private final Layout layout;
  private final UUID spool;
  private final Counters counters;
  private final Map<String, CursorFile> files = new TreeMap<>();

  CursorLoader(Storage storage, Layout layout, UUID spool, Counters counters) {
    this.storage = storage;
    this.layout = layout;
    this.spool = spool;
    this.counters = counters;
  }

  /** Opens all cursor files. */
  void open() throws IOException {
    try {
      for (String fileName : storage.list(layout.directory())) {
        String name = layout.cursorOf(fileName).orElse(null);
        if (name != null) {
          files.put(name, CursorFile.open(storage, layout.cursor(name), new FrameChecksum(spool)));
        }
      }
    } catch (IOException e) {
      for (CursorFile file : files.values()) {
        file.close();
      }
      throw e;
    }
  }

  /**
   * The highest incarnation that any cursor has seen; more than the log's where its end is lost.
   */
  long highestIncarnation() {
    long highest = 0;
    for (CursorFile file : files.values()) {
      CursorState state = file.newest();
      if (state != null) {
        highest = Math.max(highest, Sequences.incarnationOf(state.position()));
      }
    }
    return highest;
  }

  /** Adds all of them, not open yet, to the set. */
  void addTo(CursorSet cursors, SegmentLog segments, Readers readers) {
    files.forEach(
        (name, file) -> {
          CursorState found = file.newest();
          CursorState state = placed(name, found, segments);
          cursors.add(new DestinationCursor(name, file, state, null, readers));
        });
  }

  private CursorState placed(String name, @Nullable CursorState found, SegmentLog segments) {
    Segment oldest = segments.oldest();
    if (found == null) {
      counters.clampedCursors.incrementAndGet();
      log.error(
          "The cursor of '{}' in {} is damaged: it begins again with the oldest record, which"
              + " repeats what it had delivered of those still here",
          name,
          layout.directory());
      return CursorState.at(segments.first() - 1);
    }
    if (oldest == null || found.position() >= oldest.base() - 1) {
      return found;
    }
    long missing = Sequences.missingBetween(found.position(), oldest.predecessor(), oldest.base());
    if (missing == 0) {
      return found;
    }
    counters.clampedCursors.incrementAndGet();
    Gap gap = new Gap(found.position() + 1, oldest.base() - 1, missing, SpoolItem.Reason.DAMAGED);
    log.error(
        "The cursor of '{}' in {} stands before the oldest record: it loses {} records, {} to {}",
        name,
        layout.directory(),
        missing,
        gap.first(),
        gap.last());
    return found.jumped(gap);
  }

  /** Makes a cursor; durable when it returns. */
  DestinationCursor create(String name, StartAt start, SegmentLog segments, Readers readers)
      throws IOException {
    long oldest = segments.first() - 1;
    CursorState state = CursorState.at(start == StartAt.LATEST ? segments.last() : oldest);
    long skipped = segments.recordsAbove(oldest) - segments.recordsAbove(state.position());
    if (skipped > 0) {
      // A lost cursor looks like a new destination; what it passes over must not go unnoticed.
      log.warn(
          "'{}' has no cursor in {}, as a new destination has none, or one whose file was deleted:"
              + " it begins behind the {} records that are here (start = latest)",
          name,
          layout.directory(),
          skipped);
    }
    return new DestinationCursor(name, makeFile(name, state), state, state, readers);
  }

  /** Makes a cursor's file; durable when it returns. */
  CursorFile makeFile(String name, CursorState state) throws IOException {
    Path path = layout.newCursor(name);
    storage.delete(path);
    CursorFile file = CursorFile.create(storage, path, new FrameChecksum(spool), state);
    try {
      storage.rename(path, layout.cursor(name));
      storage.syncDirectory(layout.directory());
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}
