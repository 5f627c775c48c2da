package io.acsexport.core.reload;

import io.acsexport.core.config.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether files are still what they were. A change counts once two looks, one after the
 * other, found the same: half a file, or one of two that belong together, is not acted upon.
 *
 * <p>A look asks for each file's size, times and number, symbolic links followed, and reads only
 * what differs in these: swapping a link, as Kubernetes does, is seen, and so are changed rights.
 * For one thread.
 */
final class FileWatch {

  /** A file may change twice within one tick of the file system's clock, unnoticed by its times. */
  private static final Duration TOO_RECENT = Duration.ofSeconds(2);

  private static final String STAMP = "unix:size,lastModifiedTime,ctime,ino,isDirectory";

  private record Seen(Map<String, Object> stamp, FileDigest digest) {}

  private final Clock clock;
  private final Map<Path, Seen> seen = new HashMap<>();
  private Map<Path, FileDigest> known = new TreeMap<>();
  private @Nullable Map<Path, FileDigest> last;

  FileWatch(Clock clock) {
    this.clock = clock;
  }

  /** These are the files now, and this is what they held when they were taken note of. */
  void know(Map<Path, FileDigest> files) {
    known = new TreeMap<>(files);
    seen.keySet().retainAll(known.keySet());
    last = null;
  }

  /**
   * Looks; true where what is there now is not what is known, and the look before found it, too.
   * Then it is known from now on.
   */
  boolean look() {
    Map<Path, FileDigest> now = new TreeMap<>();
    known.keySet().forEach(file -> now.put(file, digest(file)));
    boolean changed = !now.equals(known) && now.equals(last);
    last = now;
    if (changed) {
      known = now;
    }
    return changed;
  }

  private FileDigest digest(Path file) {
    Map<String, Object> stamp = stamp(file);
    Seen before = seen.get(file);
    if (before != null && before.stamp().equals(stamp)) {
      return before.digest();
    }
    FileDigest digest = FileDigest.of(file);
    if (stamp.isEmpty() || isRecent(stamp)) {
      seen.remove(file);
    } else {
      seen.put(file, new Seen(stamp, digest));
    }
    return digest;
  }

  private boolean isRecent(Map<String, Object> stamp) {
    Instant threshold = clock.instant().minus(TOO_RECENT);
    return stamp.values().stream()
        .anyMatch(value -> value instanceof FileTime time && time.toInstant().isAfter(threshold));
  }

  /** Empty where there is nothing, or a folder: what is in it has times of its own. */
  private static Map<String, Object> stamp(Path file) {
    try {
      Map<String, Object> stamp = Files.readAttributes(file, STAMP);
      return Boolean.TRUE.equals(stamp.get("isDirectory")) ? Map.of() : stamp;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Map.of();
    }
  }
}
