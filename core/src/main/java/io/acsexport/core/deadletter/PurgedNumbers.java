package io.acsexport.core.deadletter;

import io.acsexport.core.spool.TextChecksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dead letters of a log that are there no more although their records still are: a log is
 * deleted in whole segments alone. Ranges of numbers in a small text file beside the segments, one
 * {@code first-last checksum} a line, replaced as a whole. What cannot be read of it is taken for
 * not purged. Immutable.
 */
final class PurgedNumbers {

  /** So many ranges are kept; to purge more scattered ones, what is before them has to go first. */
  static final int MOST_RANGES = 50_000;

  private static final Logger log = LoggerFactory.getLogger(PurgedNumbers.class);
  private static final Pattern RANGE = Pattern.compile("((\\d{1,18})-(\\d{1,18})) ([0-9a-f]{8})");
  private static final Set<StandardOpenOption> WRITE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);

  private final NavigableMap<Long, Long> ranges;

  private PurgedNumbers(NavigableMap<Long, Long> ranges) {
    this.ranges = ranges;
  }

  /** Where a log keeps them. */
  static Path fileIn(Path directory) {
    return directory.resolve("purged");
  }

  static PurgedNumbers none() {
    return new PurgedNumbers(new TreeMap<>());
  }

  /** Reads the file; empty where there is none. */
  static PurgedNumbers read(Path file) throws IOException {
    NavigableMap<Long, Long> ranges = new TreeMap<>();
    if (Files.exists(file)) {
      // In this charset every byte is a character: whatever is damaged, the rest is read.
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        Matcher range = RANGE.matcher(line);
        if (range.matches() && TextChecksum.of(range.group(1)).equals(range.group(4))) {
          ranges.put(Long.parseLong(range.group(2)), Long.parseLong(range.group(3)));
        } else {
          log.warn("{} has a line that says nothing: dead letters it named are shown again", file);
        }
      }
    }
    return new PurgedNumbers(ranges);
  }

  boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && number <= range.getValue();
  }

  /** How many numbers they are that are above this one. */
  long countAbove(long number) {
    long count = 0;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      count += Math.max(0, range.getValue() - Math.max(number, range.getKey() - 1));
    }
    return count;
  }

  /** These and those; what is not above {@code gone} need not be remembered any more. */
  PurgedNumbers with(Iterable<Long> ascending, long gone) {
    NavigableMap<Long, Long> all = new TreeMap<>(ranges);
    for (long number : ascending) {
      Map.Entry<Long, Long> before = all.floorEntry(number);
      if (before == null || before.getValue() < number) {
        boolean joins = before != null && before.getValue() == number - 1;
        Long after = all.remove(number + 1);
        all.put(joins ? before.getKey() : number, after == null ? (Long) number : after);
      }
    }
    all.entrySet().removeIf(range -> range.getValue() <= gone);
    return new PurgedNumbers(all);
  }

  /**
   * Replaces the file; durable when it returns.
   *
   * @throws IOException when that failed, or they are too scattered
   */
  void write(Path file) throws IOException {
    if (ranges.size() > MOST_RANGES) {
      throw new IOException(
          "the dead letters purged in "
              + file.getParent()
              + " lie too scattered to remember them: purge the older ones first");
    }
    StringBuilder lines = new StringBuilder();
    ranges.forEach(
        (first, last) -> {
          String range = first + "-" + last;
          lines.append(range).append(' ').append(TextChecksum.of(range)).append('\n');
        });
    Path made = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            made,
            WRITE,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(lines.toString());
      while (bytes.hasRemaining()) {
        int unused = out.write(bytes);
      }
      out.force(true);
    }
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path directory = file.getParent();
    if (directory != null) {
      try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }
}
