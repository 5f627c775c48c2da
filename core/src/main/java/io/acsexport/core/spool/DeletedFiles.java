package io.acsexport.core.spool;

import io.acsexport.core.spool.SegmentMaker.Prepared;
import io.acsexport.transport.SpoolIdentity;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what somebody deleted under the open spool. An open file can be written to although it
 * has no name any more; no reader and no restart would find what went there. So a deleted segment
 * takes no more records, and what can be made anew is: the folder, the lock, the identities, the
 * cursors. Used by the spool's own thread.
 */
final class DeletedFiles {

  private static final Logger log = LoggerFactory.getLogger(DeletedFiles.class);

  /** So many failures in a row are told; a process short of descriptors has one now and then. */
  private static final int SPOKEN_OF = 3;

  private static final long CLOSE_MILLIS = 1_000;

  private final Storage storage;
  private final Layout layout;
  private final SpoolIdentity identity;
  private final SpoolLock lock;
  private final SegmentLog segments;
  private final CursorSet cursors;
  private final CursorLoader loader;
  private final Appender appender;

  /** Segments found to be deleted, so that each is told once. */
  private final Set<Segment> told = new HashSet<>();

  private int failures;

  DeletedFiles(
      Storage storage,
      Layout layout,
      SpoolIdentity identity,
      SpoolLock lock,
      SegmentLog segments,
      CursorSet cursors,
      CursorLoader loader,
      Appender appender) {
    this.storage = storage;
    this.layout = layout;
    this.identity = identity;
    this.lock = lock;
    this.segments = segments;
    this.cursors = cursors;
    this.loader = loader;
    this.appender = appender;
  }

  /** Looks once, and puts right what can be put right. */
  void look() {
    // Taken first: whatever it holds had its name by then, and only this thread deletes.
    Segment[] expected = segments.segments();
    try {
      Set<String> names = names();
      told.retainAll(Set.of(expected));
      for (Segment segment : expected) {
        if (isMissing(segment.path(), names) && told.add(segment)) {
          giveUp(segment);
        }
      }
      restore(names == null ? Set.of() : names, names == null);
      failures = 0;
    } catch (IOException e) {
      failures++;
      if (failures == SPOKEN_OF) {
        log.error(
            "Cannot look after the files of spool {}, or not make anew what is missing; trying on",
            layout.directory(),
            e);
      }
    }
  }

  /** The names of all files; null where the folder is gone. */
  private @Nullable Set<String> names() throws IOException {
    try {
      return Set.copyOf(storage.list(layout.directory()));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static boolean isMissing(Path file, @Nullable Set<String> names) {
    return names == null || !names.contains(String.valueOf(file.getFileName()));
  }

  private void giveUp(Segment segment) {
    appender.seal(segment);
    long lost = 0;
    for (DestinationCursor cursor : cursors.all()) {
      lost = Math.max(lost, segment.recordsAbove(cursor.position()));
    }
    log.error(
        "{} was deleted under the running exporter. Of its records {} are not delivered everywhere"
            + " and are lost, unless they are being read just now; each destination's consumers are"
            + " told what they miss. New records go to another segment",
        segment,
        lost);
  }

  /** Where another process came first, two would write into one log: the newcomer has it. */
  private void lockAgain() throws IOException {
    try {
      lock.renew();
    } catch (SpoolLockedException e) {
      Prepared unused = appender.close(CLOSE_MILLIS);
      throw e;
    }
  }

  private void restore(Set<String> names, boolean folder) throws IOException {
    if (folder) {
      storage.createDirectory(layout.directory());
      log.error("The folder of spool {} was deleted, and is made anew", layout.directory());
    }
    if (isMissing(layout.lock(), names)) {
      lockAgain();
    }
    if (isMissing(layout.installation(), names) || isMissing(layout.spool(), names)) {
      Recovery.writeIdentities(storage, layout, identity);
    }
    for (DestinationCursor cursor : cursors.all()) {
      if (isMissing(layout.cursor(cursor.name()), names)) {
        cursor.moveTo(loader.makeFile(cursor.name(), cursor.state()));
        log.error(
            "The cursor of '{}' in {} was deleted, and is made anew",
            cursor.name(),
            layout.directory());
      }
    }
  }
}
