package io.acsexport.testing.faults;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Figures that a JVM under load tells of itself, in a file of properties that grows. */
final class BacklogReport {

  /** Attempts to reach a broker open and close something now and then: the highest counts. */
  private static final int LOOKS = 20;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Path file;

  BacklogReport(Path folder) {
    this.file = file(folder);
  }

  static Path file(Path folder) {
    return folder.resolve("report.properties");
  }

  /** What has been told so far. */
  static Properties read(Path folder) throws IOException {
    Properties properties = new Properties();
    if (Files.exists(file(folder))) {
      try (var reader = Files.newBufferedReader(file(folder))) {
        properties.load(reader);
      }
    }
    return properties;
  }

  void reached(String what) throws IOException {
    write(what + "=reached");
  }

  /** Threads, file descriptors and memory as they are now. */
  void resources(String when) throws IOException {
    UnixOperatingSystemMXBean system =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    int threads = 0;
    long descriptors = 0;
    for (int look = 0; look < LOOKS; look++) {
      threads = Math.max(threads, ManagementFactory.getThreadMXBean().getThreadCount());
      descriptors = Math.max(descriptors, system.getOpenFileDescriptorCount());
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    write(when + ".threads=" + threads);
    write(when + ".descriptors=" + descriptors);
    write(when + ".heap=" + (heap >> 10) + " KiB");
    write(when + ".direct=" + (direct >> 10) + " KiB");
  }

  /** How long calls took. */
  void latencies(String when, List<long[]> nanos) throws IOException {
    long[] sorted = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    write(
        when
            + ".publish="
            + ("p50 " + at(sorted, 0.5))
            + (", p99 " + at(sorted, 0.99))
            + (", p99.9 " + at(sorted, 0.999))
            + (", longest " + at(sorted, 1) + " µs"));
  }

  private static long at(long[] sorted, double share) {
    int index = (int) Math.min(sorted.length - 1L, (long) (sorted.length * share));
    return TimeUnit.NANOSECONDS.toMicros(sorted[index]);
  }

  private void write(String line) throws IOException {
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
