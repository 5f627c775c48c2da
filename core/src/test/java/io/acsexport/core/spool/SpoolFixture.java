package io.acsexport.core.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.acsexport.core.spool.SpoolItem.Entry;
import io.acsexport.core.spool.SpoolItem.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the spool's tests share: small spools, and short ways to fill and to read them. */
final class SpoolFixture {

  static final Duration INTERVAL = Duration.ofMillis(20);
  static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
  static final int SEGMENT = 16 << 10;
  static final int LONGEST = 4 << 10;

  private SpoolFixture() {}

  /** Segments of 16 KiB, records up to 4 KiB, bound to this many segments. */
  static SpoolOptions options(Path directory, int segments) {
    return options(directory, segments, INTERVAL);
  }

  static SpoolOptions options(Path directory, int segments, @Nullable Duration fsync) {
    return new SpoolOptions(directory, (long) segments * SEGMENT, 0L, LONGEST, SEGMENT, fsync);
  }

  static Spool open(Path directory) throws IOException {
    return open(directory, 1000);
  }

  static Spool open(Path directory, int segments) throws IOException {
    return Spool.open(options(directory, segments), Clock.systemUTC());
  }

  static long append(Spool spool, String text) throws RefusedException {
    byte[] bytes = text.getBytes(UTF_8);
    return spool.append(bytes, 0, bytes.length, PATIENCE);
  }

  /** Appends {@code from} to {@code to - 1} as numbers, each 1 KiB long. */
  static void appendNumbers(Spool spool, int from, int to) throws RefusedException {
    for (int i = from; i < to; i++) {
      append(spool, number(i));
    }
  }

  /** The same, but never faster than segments are prepared: none of them has to grow. */
  static void appendCalmly(Spool spool, int from, int to) throws IOException, RefusedException {
    for (int i = from; i < to; i++) {
      append(spool, number(i));
      if (i % 5 == 0) {
        settle(spool);
      }
    }
  }

  static String number(int i) {
    return String.format("%-1024d", i);
  }

  static SpoolCursor cursor(Spool spool, String name) throws IOException {
    return spool.openCursor(name, StartAt.EARLIEST, WhenFull.HOLD);
  }

  /** Returns when whatever the last append made necessary has happened. */
  static void settle(Spool spool) throws IOException {
    spool.syncNow();
    spool.syncNow();
  }

  /** Reads all there is now. */
  static List<SpoolItem> readAll(SpoolReader reader) throws IOException {
    List<SpoolItem> items = new ArrayList<>();
    for (SpoolItem item = reader.poll(); item != null; item = reader.poll()) {
      items.add(item);
    }
    return items;
  }

  static List<String> texts(List<SpoolItem> items) {
    return entries(items).map(entry -> new String(entry.payload(), UTF_8).strip()).toList();
  }

  static Stream<Entry> entries(List<SpoolItem> items) {
    return items.stream().filter(Entry.class::isInstance).map(Entry.class::cast);
  }

  static List<Gap> gaps(List<SpoolItem> items) {
    return items.stream().filter(Gap.class::isInstance).map(Gap.class::cast).toList();
  }

  static List<String> numbers(int from, int to) {
    List<String> numbers = new ArrayList<>();
    for (int i = from; i < to; i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers;
  }

  /** The files of all segments, oldest first. */
  static List<Path> segments(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  static Path copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
      }
    }
    return to;
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
