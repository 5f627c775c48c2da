package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import io.acsexport.transport.SpoolIdentity;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole spool without changing a byte of it and without its lock: for whoever only looks,
 * as any user who may read it. Memory does not depend on its size. An exporter may go on writing
 * meanwhile; what it deletes or begins meanwhile is left out. For one thread, once.
 */
public final class SpoolInspection {

  private static final int CHUNK = 256 << 10;
  private static final int LONGEST = 1 << 30;

  private final Storage storage = new FileStorage();
  private final Layout layout;
  private final UUID spool;
  private final @Nullable UUID installation;
  private final List<Long> bases = new ArrayList<>();
  private final Map<String, Behind> cursors = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private long bytes;
  private long records;
  private long damaged;
  private long first;
  private long last;

  /**
   * What is in a spool.
   *
   * @param identity of installation and spool, or null where neither an id nor a segment is there
   * @param segments how many there are
   * @param bytes what they take on disk
   * @param records how many can be read
   * @param damaged how many cannot, as far as can be told
   * @param first sequence of the first record, 0 where there is none
   * @param last sequence of the last record, 0 where there is none
   * @param destinations how far each destination has got, by its name
   * @param problems what is not as it should be, in sentences; empty where all is well
   */
  public record Findings(
      @Nullable SpoolIdentity identity,
      int segments,
      long bytes,
      long records,
      long damaged,
      long first,
      long last,
      Map<String, CursorFindings> destinations,
      List<String> problems) {}

  /**
   * How far a destination has got.
   *
   * @param position up to which sequence everything is resolved
   * @param backlog what it has yet to resolve
   */
  public record CursorFindings(long position, SpoolCursor.Backlog backlog) {}

  /** Is told each record, in order. */
  @FunctionalInterface
  public interface Visitor {

    /** A record; its payload is the visitor's own. */
    void visit(SpoolItem.Entry record) throws IOException;
  }

  private static final class Behind {
    private final long position;
    private long events;
    private long bytes;
    private @Nullable Long oldest;

    Behind(long position) {
      this.position = position;
    }

    void add(long sequence, int size, long accepted) {
      if (sequence > position) {
        events++;
        bytes += size;
        oldest = oldest == null ? (Long) accepted : oldest;
      }
    }
  }

  private SpoolInspection(Layout layout) throws IOException {
    this.layout = layout;
    UUID foundSpool = null;
    UUID foundInstallation = null;
    boolean installationFound = false;
    for (String name : storage.list(layout.directory())) {
      Path path = layout.directory().resolve(name);
      if (path.equals(layout.spool())) {
        foundSpool = IdentityFile.read(storage, path);
      } else if (path.equals(layout.installation())) {
        foundInstallation = IdentityFile.read(storage, path);
        installationFound = true;
      } else {
        layout.baseOf(name).ifPresent(bases::add);
      }
    }
    bases.sort(null);
    boolean renewed = foundSpool != null && !installationFound;
    for (int i = 0; i < bases.size() && (foundSpool == null || foundInstallation == null); i++) {
      SegmentHeader header = headerOf(bases.get(i));
      if (header != null) {
        foundSpool = foundSpool == null ? header.spool() : foundSpool;
        foundInstallation = foundInstallation == null ? header.installation() : foundInstallation;
        problems.add(
            renewed
                ? "installation.id is missing; the next open gives this installation a new identity."
                : "An id file is missing or damaged; the next open restores it.");
      }
    }
    spool = foundSpool == null ? new UUID(0, 0) : foundSpool;
    installation = foundSpool == null ? null : foundInstallation;
  }

  /**
   * Looks at the spool in a folder.
   *
   * @throws NoSuchFileException when there is no such folder
   * @throws IOException when it cannot be read
   */
  public static Findings look(Path directory) throws IOException {
    return new SpoolInspection(new Layout(directory)).run(null);
  }

  /**
   * Reads every record of the spool in a folder.
   *
   * @throws NoSuchFileException when there is no such folder
   * @throws IOException when it cannot be read, or the visitor failed
   */
  public static Findings read(Path directory, Visitor visitor) throws IOException {
    return new SpoolInspection(new Layout(directory)).run(visitor);
  }

  private Findings run(@Nullable Visitor visitor) throws IOException {
    findCursors();
    for (long base : bases) {
      scan(base, visitor);
    }
    Map<String, CursorFindings> destinations = new TreeMap<>();
    cursors.forEach(
        (name, behind) ->
            destinations.put(
                name,
                new CursorFindings(
                    behind.position,
                    new SpoolCursor.Backlog(behind.events, behind.bytes, behind.oldest))));
    return new Findings(
        installation == null ? null : new SpoolIdentity(installation, spool, new UUID(0, 0)),
        bases.size(),
        bytes,
        records,
        damaged,
        first,
        last,
        destinations,
        List.copyOf(problems));
  }

  private void findCursors() throws IOException {
    for (String fileName : storage.list(layout.directory())) {
      String name = layout.cursorOf(fileName).orElse(null);
      if (name == null) {
        continue;
      }
      try {
        CursorFile file = CursorFile.look(storage, layout.cursor(name), new FrameChecksum(spool));
        CursorState state = file.newest();
        file.close();
        if (state == null) {
          problems.add(
              "The cursor of '" + name + "' is damaged: it would begin with the oldest record.");
        }
        cursors.put(name, new Behind(state == null ? Long.MIN_VALUE : state.position()));
      } catch (FileNotFoundException | NoSuchFileException forgotten) {
        // Deleted since the folder was listed.
      }
    }
  }

  private @Nullable SegmentHeader headerOf(long base) throws IOException {
    try (StorageFile file = storage.openForReading(layout.segment(base))) {
      return SegmentHeader.read(file);
    } catch (FileNotFoundException | NoSuchFileException freed) {
      return null;
    }
  }

  private void scan(long base, @Nullable Visitor visitor) throws IOException {
    try (StorageFile file = storage.openForReading(layout.segment(base))) {
      long length = file.length();
      bytes += length;
      SegmentHeader header = SegmentHeader.read(file);
      if (header == null) {
        problems.add(layout.segment(base) + " has a damaged header; its records can be read.");
      } else if (header.version() > SegmentHeader.VERSION) {
        problems.add(layout.segment(base) + " was written by a newer release.");
        return;
      } else if (!header.spool().equals(spool)) {
        problems.add(layout.segment(base) + " belongs to another spool.");
        return;
      }
      if (header != null && last > 0) {
        missing(Sequences.missingBetween(last, header.predecessor(), base), base);
      }
      int longest = header == null ? (int) Math.min(length, LONGEST) : header.longestPayload();
      FrameScanner frames =
          new FrameScanner(new FrameChecksum(spool), file, SegmentHeader.SIZE, longest, CHUNK);
      long reached = base - 1;
      while (frames.next(length, reached, Sequences.limitOf(base))) {
        missing(frames.sequence() - reached - 1, base);
        reached = frames.sequence();
        found(frames, visitor);
      }
    } catch (FileNotFoundException | NoSuchFileException freed) {
      // Every destination had passed it by now.
    }
  }

  private void found(FrameScanner frames, @Nullable Visitor visitor) throws IOException {
    records++;
    first = first == 0 ? frames.sequence() : first;
    last = frames.sequence();
    int size = (int) (frames.position() - frames.frameStart());
    for (Behind behind : cursors.values()) {
      behind.add(last, size, frames.accepted());
    }
    if (visitor != null) {
      visitor.visit(new SpoolItem.Entry(last, frames.accepted(), frames.payload()));
    }
  }

  private void missing(long count, long base) {
    if (count > 0) {
      damaged += count;
      problems.add(
          count + " records are damaged or missing in or before " + layout.segment(base) + ".");
    }
  }
}
