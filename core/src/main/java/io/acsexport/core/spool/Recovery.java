package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import io.acsexport.transport.SpoolIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a directory holds. Reads the header of every segment and the frames of the last
 * one alone: what each of the others ends with, its successor knows.
 */
final class Recovery {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  /** No record is longer, since segments are not made larger. */
  private static final int LONGEST = 1 << 30;

  private final Storage storage;
  private final Layout layout;
  private final Clock clock;
  private final Counters counters;

  /** What there is, by the base of each segment. */
  private final Map<Long, Found> found = new TreeMap<>();

  private final List<Path> cursorFiles = new ArrayList<>();
  private boolean installationFound;
  private boolean spoolFound;

  private record Found(Path path, long length, @Nullable SegmentHeader header) {}

  /**
   * What was found.
   *
   * @param last the last sequence found, 0 where there was none
   * @param incarnation the highest one in use
   * @param emptyTail a last segment without records, to be deleted once the next one is durable
   */
  record Recovered(
      SpoolIdentity identity,
      List<Segment> segments,
      long last,
      long incarnation,
      @Nullable Segment emptyTail) {}

  Recovery(Storage storage, Layout layout, Clock clock, Counters counters) {
    this.storage = storage;
    this.layout = layout;
    this.clock = clock;
    this.counters = counters;
  }

  Recovered run() throws IOException {
    look();
    setNewerAside();
    SpoolIdentity identity = identity();
    setForeignAside(identity.spool());
    List<Segment> segments = segments();
    syncAll(segments);
    Segment tail = null;
    if (!segments.isEmpty()) {
      tail = segments.get(segments.size() - 1);
      SegmentEnds ends = new SegmentEnds(storage, identity.spool(), counters);
      ends.cutTail(tail);
      ends.find(segments);
    }
    long last = SegmentEnds.lastOf(segments);
    long incarnation = tail == null ? 0 : Sequences.incarnationOf(tail.base());
    boolean emptyTail = tail != null && tail.last() < tail.base();
    if (emptyTail) {
      segments.remove(tail);
    }
    return new Recovered(identity, segments, last, incarnation, emptyTail ? tail : null);
  }

  private void look() throws IOException {
    for (String name : storage.list(layout.directory())) {
      Path path = layout.directory().resolve(name);
      if (layout.isLeftover(name)) {
        storage.delete(path);
      } else if (layout.baseOf(name).isPresent()) {
        try (StorageFile file = storage.openForReading(path)) {
          SegmentHeader header = SegmentHeader.read(file);
          found.put(layout.baseOf(name).getAsLong(), new Found(path, file.length(), header));
        }
      } else if (layout.cursorOf(name).isPresent()) {
        cursorFiles.add(path);
      }
      installationFound |= path.equals(layout.installation());
      spoolFound |= path.equals(layout.spool());
    }
  }

  private void setNewerAside() throws IOException {
    List<Path> newer = new ArrayList<>();
    List<Path> others = new ArrayList<>(cursorFiles);
    int version = SegmentHeader.VERSION;
    for (Found each : found.values()) {
      SegmentHeader header = each.header();
      boolean isNewer = header != null && header.version() > SegmentHeader.VERSION;
      (isNewer ? newer : others).add(each.path());
      version = header != null ? Math.max(version, header.version()) : version;
    }
    if (newer.isEmpty()) {
      return;
    }
    if (spoolFound) {
      others.add(0, layout.spool());
    }
    // What gives the reason goes last: a crash in between finds it again.
    others.addAll(newer);
    Path folder = new SetAside(storage, layout, clock).move(others);
    log.error(
        "Spool {} was written by a newer release (frame version {}, this one reads up to {})."
            + " Its {} files were moved to {} and a new spool begins. To have them delivered,"
            + " install that release again and move them back",
        layout.directory(),
        version,
        SegmentHeader.VERSION,
        others.size(),
        folder);
    found.clear();
    cursorFiles.clear();
    spoolFound = false;
  }

  /**
   * The ids are in their files and in every header. Where the installation's file alone is gone,
   * somebody deleted it: the spool of a cloned machine is to have an identity of its own.
   */
  private SpoolIdentity identity() throws IOException {
    UUID installation =
        installationFound ? IdentityFile.read(storage, layout.installation()) : null;
    UUID spool = spoolFound ? IdentityFile.read(storage, layout.spool()) : null;
    boolean complete = installation != null && spool != null;
    boolean renewed = !installationFound && spool != null;
    UUID latest = null;
    for (Found each : found.values()) {
      SegmentHeader header = each.header();
      latest = header == null ? latest : header.installation();
      if (header != null && spool == null) {
        spool = header.spool();
      }
    }
    if (installation == null && !renewed) {
      installation = latest;
    }
    SpoolIdentity identity =
        new SpoolIdentity(
            installation == null ? UUID.randomUUID() : installation,
            spool == null ? UUID.randomUUID() : spool,
            UUID.randomUUID());
    if (!complete) {
      if (renewed) {
        log.warn(
            "{} is not there: this installation has a new identity, {}",
            layout.installation(),
            identity.installation());
      } else if (installationFound || spoolFound) {
        log.warn("An id of spool {} was damaged or missing: restored", layout.directory());
      }
      writeIdentities(storage, layout, identity);
    }
    return identity;
  }

  /** Durable when it returns. */
  static void writeIdentities(Storage storage, Layout layout, SpoolIdentity identity)
      throws IOException {
    IdentityFile.write(storage, layout.installation(), identity.installation());
    IdentityFile.write(storage, layout.spool(), identity.spool());
    storage.syncDirectory(layout.directory());
  }

  private void setForeignAside(UUID spool) throws IOException {
    List<Path> foreign = new ArrayList<>();
    found
        .values()
        .removeIf(
            each -> {
              SegmentHeader header = each.header();
              return header != null && !header.spool().equals(spool) && foreign.add(each.path());
            });
    if (!foreign.isEmpty()) {
      Path folder = new SetAside(storage, layout, clock).move(foreign);
      log.error(
          "{} segments in {} belong to another spool and were moved to {}",
          foreign.size(),
          layout.directory(),
          folder);
    }
  }

  private List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    found.forEach(
        (base, each) -> {
          SegmentHeader header = each.header();
          if (header == null) {
            log.warn("The header of {} is damaged; its records are read all the same", each.path());
          }
          long predecessor = header != null ? header.predecessor() : predecessorOf(base);
          int longest =
              header != null ? header.longestPayload() : (int) Math.min(each.length(), LONGEST);
          segments.add(Segment.recovered(base, predecessor, each.path(), longest, each.length()));
        });
    return segments;
  }

  private static long predecessorOf(long base) {
    return Sequences.startsIncarnation(base) ? 0 : base - 1;
  }

  /**
   * What a killed process did not sync, contents and names, must not be built upon. All segments:
   * how many of them it had not synced is not known, and to sync a clean file costs next to
   * nothing.
   */
  private void syncAll(List<Segment> segments) {
    for (Segment segment : segments) {
      try (StorageFile file = storage.open(segment.path())) {
        file.force();
      } catch (IOException e) {
        notSynced(segment, e);
      }
    }
    try {
      storage.syncDirectory(layout.directory());
    } catch (IOException e) {
      notSynced(layout.directory(), e);
    }
  }

  private void notSynced(Object what, IOException cause) {
    counters.syncFailures.incrementAndGet();
    log.error("Cannot sync {}: its latest records may not survive a power loss", what, cause);
  }
}
