package io.acsexport.cli.host;

import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.transport.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the spool has a place to be, and for how long it would last. */
final class SpoolFindings {

  private static final String SUBJECT = "spool";
  private static final String FREE = "spool.min-free";
  private static final double SECONDS_TOO_SHORT = 3600;

  private final Path directory;
  private final SpoolOptions options;
  private final @Nullable Load load;
  private final List<Notice> notices = new ArrayList<>();

  /**
   * For a spool.
   *
   * @param directory where it is, below the root that is looked at
   */
  SpoolFindings(Path directory, SpoolOptions options, @Nullable Load load) {
    this.directory = directory;
    this.options = options;
    this.load = load;
  }

  /** Looks at the place; {@code access} is null where nobody is known to run CloudStack. */
  List<Notice> look(@Nullable UserAccess access) {
    Path parent = directory.getParent();
    boolean exists = Files.isDirectory(directory);
    if (!exists && (parent == null || !Files.isDirectory(parent))) {
      if (access == null && load != null) {
        life(options.maxSize(), load);
        return notices;
      }
      notices.add(
          Notice.error(
              SUBJECT,
              "there is no folder " + parent + " to make the spool in",
              "Run: install -d -o cloud -g cloud -m 0750 " + parent));
      return notices;
    }
    Path place = exists || parent == null ? directory : parent;
    if (access != null) {
      rights(place, access);
    }
    try {
      FileStore store = Files.getFileStore(place);
      Notice kind = FileSystemKind.of(store.type()).notice(SUBJECT, store.type());
      if (kind != null) {
        notices.add(kind);
      }
      space(store);
    } catch (IOException e) {
      notices.add(
          Notice.warning(
              SUBJECT,
              "the file system of " + place + " cannot be looked at: " + e.getMessage(),
              "See that it is mounted and answers."));
    }
    return notices;
  }

  private void rights(Path place, UserAccess access) {
    String obstacle =
        access.obstacle(
            place, UserAccess.Right.READ, UserAccess.Right.WRITE, UserAccess.Right.ENTER);
    if (obstacle != null) {
      notices.add(
          Notice.error(
              SUBJECT,
              "the user '"
                  + access.user()
                  + "', who runs CloudStack, may not write to "
                  + place
                  + ": "
                  + obstacle,
              "Run: chown -R " + access.user() + ": " + place));
    }
  }

  private void space(FileStore store) throws IOException {
    long usable = store.getUsableSpace();
    long keep = options.minFreeOf(store.getTotalSpace());
    long used = used();
    // The segment that is being prepared counts too.
    long room = usable - keep - options.segmentSize();
    long capacity = Math.min(options.maxSize(), used + Math.max(0, room));
    if (room < 0) {
      notices.add(
          Notice.error(
              FREE,
              Amounts.bytes(usable)
                  + " are free where "
                  + directory
                  + " is, and "
                  + Amounts.bytes(keep)
                  + " are to stay so: the spool cannot grow, and then drops or refuses events",
              "Make room there, or lower spool.min-free."));
    } else if (capacity < options.maxSize()) {
      notices.add(
          Notice.warning(
              FREE,
              "the spool may take "
                  + Amounts.bytes(options.maxSize())
                  + ", but with "
                  + Amounts.bytes(usable)
                  + " free and "
                  + Amounts.bytes(keep)
                  + " to stay so it is full at "
                  + Amounts.bytes(capacity),
              "Make room, or lower spool.max-size to what there is."));
    } else {
      notices.add(
          Notice.info(
              SUBJECT,
              directory
                  + " on "
                  + store.type()
                  + ", "
                  + Amounts.bytes(usable)
                  + " free, may take "
                  + Amounts.bytes(options.maxSize())));
    }
    if (load != null) {
      life(capacity, load);
    }
  }

  private void life(long capacity, Load given) {
    double seconds = capacity / (given.eventsPerSecond() * given.bytesPerEvent());
    String message =
        "at "
            + (given.eventsPerSecond() == Math.rint(given.eventsPerSecond())
                ? Long.toString((long) given.eventsPerSecond())
                : Double.toString(given.eventsPerSecond()))
            + " events a second of "
            + Amounts.bytes(given.bytesPerEvent())
            + " each, "
            + Amounts.bytes(capacity)
            + " hold a broker's absence of "
            + Amounts.seconds(seconds);
    notices.add(
        seconds < SECONDS_TOO_SHORT
            ? Notice.warning(SUBJECT, message, "Raise spool.max-size.")
            : Notice.info(SUBJECT, message));
  }

  /** What the spool takes already; what cannot be seen counts as nothing. */
  private long used() {
    try (Stream<Path> files = Files.walk(directory, 2)) {
      return files.filter(Files::isRegularFile).mapToLong(SpoolFindings::size).sum();
    } catch (IOException | UncheckedIOException notThere) {
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException deletedMeanwhile) {
      return 0;
    }
  }
}
