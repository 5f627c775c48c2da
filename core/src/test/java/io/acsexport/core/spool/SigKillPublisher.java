package io.acsexport.core.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process that {@link SpoolSigKillTest} kills: threads that append without end and acknowledge
 * each append with one write of one line to standard output, {@code thread number sequence}.
 */
final class SigKillPublisher {

  static final int THREADS = 4;
  static final String CURSOR = "main";
  static final String STARTING = "starting";

  private SigKillPublisher() {}

  /** Arguments: the spool's folder, milliseconds between syncs or -1 for always, the round. */
  public static void main(String[] arguments) throws IOException {
    acknowledge(STARTING);
    Spool spool = Spool.open(options(arguments[0], arguments[1]), Clock.systemUTC());
    spool.openCursor(CURSOR, StartAt.EARLIEST, WhenFull.HOLD);
    int round = Integer.parseInt(arguments[2]);
    for (int thread = 0; thread < THREADS; thread++) {
      int number = thread;
      new Thread(() -> publish(spool, round, number), "publisher-" + number).start();
    }
  }

  /** Small segments, so that each round fills several. */
  static SpoolOptions options(String directory, String fsyncMillis) {
    long millis = Long.parseLong(fsyncMillis);
    @Nullable Duration fsync = millis < 0 ? null : Duration.ofMillis(millis);
    return new SpoolOptions(Path.of(directory), 1L << 30, 0L, 32 << 10, 256 << 10, fsync);
  }

  private static void publish(Spool spool, int round, int thread) {
    try {
      for (int number = 0; ; number++) {
        byte[] payload = new SigKillRecord(round, thread, number).payload();
        long sequence = spool.append(payload, 0, payload.length, TimeUnit.SECONDS.toNanos(30));
        acknowledge(thread + " " + number + " " + sequence);
      }
    } catch (IOException | RefusedException | RuntimeException e) {
      e.printStackTrace();
      // The parent sees the end of the output and shows what was printed.
      Runtime.getRuntime().halt(1);
    }
  }

  /** Pipes take a line whole or not at all, whichever threads write. */
  private static void acknowledge(String line) throws IOException {
    new FileOutputStream(FileDescriptor.out).write((line + "\n").getBytes(US_ASCII));
  }
}
