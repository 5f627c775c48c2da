package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import io.acsexport.transport.SpoolIdentity;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares segments: fills a file with zeros and syncs it, so that appends need no new blocks, then
 * gives it its header and name. Prepared in steps, so that syncs of the log can take place in
 * between.
 */
final class SegmentMaker {

  private static final Logger log = LoggerFactory.getLogger(SegmentMaker.class);

  private static final int STEP = 4 << 20;
  private static final int BLOCK = 256 << 10;

  private final Storage storage;
  private final Layout layout;
  private final SpoolIdentity identity;
  private final SpoolOptions options;

  private @Nullable Prepared making;
  private int filled;
  private int number;

  /**
   * A file of zeros. Each has a name of its own: one may wait to be used while the next is made.
   */
  record Prepared(Path path, StorageFile file) {}

  SegmentMaker(Storage storage, Layout layout, SpoolIdentity identity, SpoolOptions options) {
    this.storage = storage;
    this.layout = layout;
    this.identity = identity;
    this.options = options;
  }

  /**
   * Does one step; used by one thread.
   *
   * @return the prepared file, or null where more steps are needed
   * @throws IOException when it cannot be prepared; what was written is given back to the disk
   */
  @Nullable Prepared step() throws IOException {
    try {
      Prepared target = making;
      if (target == null) {
        Path path = layout.spare(number++);
        storage.delete(path);
        target = new Prepared(path, storage.open(path));
        making = target;
        filled = 0;
      }
      byte[] zeros = new byte[Math.min(BLOCK, options.segmentSize())];
      int until = (int) Math.min((long) filled + STEP, options.segmentSize());
      while (filled < until) {
        int length = Math.min(zeros.length, until - filled);
        target.file().write(filled, zeros, 0, length);
        filled += length;
      }
      target.file().force();
      if (filled < options.segmentSize()) {
        return null;
      }
      making = null;
      return target;
    } catch (IOException e) {
      discard(e);
      throw e;
    }
  }

  /** Whether a file is in the making. */
  boolean underway() {
    return making != null;
  }

  /**
   * Makes a prepared file a segment. On failure the file is closed and of no use any more. No
   * segment with this base may be there.
   */
  Segment activate(Prepared prepared, long base, long predecessor) throws IOException {
    SegmentHeader header =
        new SegmentHeader(
            SegmentHeader.VERSION,
            identity.installation(),
            identity.spool(),
            base,
            predecessor,
            options.maxRecordSize());
    Segment segment =
        new Segment(
            base,
            predecessor,
            layout.segment(base),
            options.maxRecordSize(),
            prepared.file(),
            options.segmentSize());
    try {
      prepared.file().write(0, header.encode(), 0, SegmentHeader.SIZE);
      storage.rename(prepared.path(), segment.path());
      return segment;
    } catch (IOException e) {
      discard(prepared, e);
      delete(segment.path(), e); // the rename may have happened although it failed
      throw e;
    }
  }

  /** Makes a prepared file a segment that survives a power loss, as an incarnation needs it. */
  Segment activateDurably(Prepared prepared, long base, long predecessor) throws IOException {
    Segment segment = activate(prepared, base, predecessor);
    try {
      prepared.file().force();
      storage.syncDirectory(layout.directory());
      return segment;
    } catch (IOException e) {
      discard(prepared, e);
      delete(segment.path(), e);
      throw e;
    }
  }

  /** Gives back what was prepared in vain. */
  void close(@Nullable Prepared prepared) {
    IOException failure = new IOException();
    discard(failure);
    if (prepared != null) {
      discard(prepared, failure);
    }
    if (failure.getSuppressed().length > 0) {
      log.warn("Cannot delete a prepared segment of {}", layout.directory(), failure);
    }
  }

  private void discard(IOException cause) {
    Prepared target = making;
    making = null;
    if (target != null) {
      discard(target, cause);
    }
  }

  private void discard(Prepared prepared, IOException cause) {
    try {
      prepared.file().close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    delete(prepared.path(), cause);
  }

  private void delete(Path path, IOException cause) {
    try {
      storage.delete(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
