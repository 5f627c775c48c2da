package io.acsexport.testing.faults;

import io.acsexport.testing.check.AcsPublisher;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;

/**
 * A management server as far as the exporter can tell, in a JVM of its own: some threads publish
 * numbered events and write down what became of each call before the next. It goes on until its
 * standard input ends, then stops the bus, which drains; or until it is killed.
 */
final class LoadJvm {

  /** Exit code where a promise to the host is broken. */
  static final int BREACH = 4;

  /** What standard input says to hold the publishing threads, and to let them go on. */
  static final int BE_QUIET = 'q';

  static final int GO_ON = 'g';

  /** Set where the host has {@linkplain HostHabit habits} and publishes from within. */
  static final String HABITS = "acs-export.test.habits";

  private static final long REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static volatile boolean ending;
  private static volatile boolean quiet;

  private LoadJvm() {}

  /**
   * Runs it.
   *
   * @param args home, configuration, folder of outcomes, number of threads, the first number, how
   *     many events each thread publishes, the pause after each in nanoseconds, the number of the
   *     first thread
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, EventBusException {
    AcsPublisher publisher = new AcsPublisher(Path.of(args[0]), Path.of(args[1]));
    int threadCount = Integer.parseInt(args[3]);
    long first = Long.parseLong(args[4]);
    int firstThread = Integer.parseInt(args[7]);
    int own = firstThread + threadCount;
    Echo echo = new Echo(publisher, outcomes(args[2], own), new NumberedEvent(own, first));
    if (Boolean.getBoolean(HABITS)) {
      publisher.subscribe(echo);
      Logger.getLogger("io.acsexport").addHandler(echo);
    }
    publisher.start();
    List<Thread> threads = new ArrayList<>();
    for (int thread = firstThread; thread < firstThread + threadCount; thread++) {
      OutputStream log = outcomes(args[2], thread);
      NumberedEvent event = new NumberedEvent(thread, first);
      long count = Long.parseLong(args[5]);
      long pause = Long.parseLong(args[6]);
      threads.add(
          new Thread(
              () -> publish(publisher, log, event, count, pause), "API-Job-Executor-" + thread));
    }
    threads.forEach(Thread::start);
    HostPressure pressure = new HostPressure();
    for (int letter = System.in.read(); letter >= 0; letter = System.in.read()) {
      if (letter == BE_QUIET || letter == GO_ON) {
        quiet = letter == BE_QUIET;
      } else {
        pressure.obey(letter);
      }
    }
    pressure.end();
    ending = true;
    for (Thread thread : threads) {
      thread.join();
    }
    echo.close();
    publisher.stop();
  }

  private static OutputStream outcomes(String folder, int thread) throws IOException {
    return new FileOutputStream(Path.of(folder).resolve(Outcomes.file(thread)).toFile(), true);
  }

  private static void publish(
      AcsPublisher publisher, OutputStream log, NumberedEvent first, long count, long pauseNanos) {
    HostHabit habit = Boolean.getBoolean(HABITS) ? HostHabit.of(first.thread()) : HostHabit.NONE;
    NumberedEvent event = first;
    while (event.number() < first.number() + count && !ending) {
      if (quiet) {
        LockSupport.parkNanos(QUIET_NANOS);
        continue;
      }
      try {
        NumberedEvent now = event;
        NumberedEvent next = new NumberedEvent(now.thread(), now.number() + 1);
        boolean accepted = habit.around(() -> publish(publisher, log, now));
        event = next;
        // A refusal costs nothing, so they would come by the million.
        LockSupport.parkNanos(accepted ? pauseNanos : Math.max(pauseNanos, REFUSAL_NANOS));
      } catch (OutOfMemoryError e) {
        // The test's own, before it published anything: the same event again.
      }
    }
  }

  /**
   * Publishes one and tells whether it was accepted; where the heap is full, it is the test that
   * waits.
   */
  static boolean publish(AcsPublisher publisher, OutputStream log, NumberedEvent event) {
    Event ready = patiently(() -> AcsPublisher.event(event.captured()));
    // All that takes memory comes first: an event whose outcome was not written down would be
    // published again, and refused then although it is stored.
    byte[] line =
        patiently(() -> ("? " + event.number() + "\n").getBytes(StandardCharsets.US_ASCII));
    char outcome = outcome(publisher, ready);
    line[0] = (byte) outcome;
    try {
      log.write(line);
    } catch (IOException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(3);
    }
    return outcome == Outcomes.ACCEPTED;
  }

  private static <T> T patiently(Supplier<T> task) {
    while (true) {
      try {
        return task.get();
      } catch (OutOfMemoryError e) {
        Thread.onSpinWait();
      }
    }
  }

  /** What became of one call. */
  static char outcome(AcsPublisher publisher, Event event) {
    try {
      publisher.publish(event);
      return Outcomes.ACCEPTED;
    } catch (EventBusException e) {
      String message = e.getMessage();
      // Only these two say that the event may yet be delivered.
      return message != null
              && (message.contains(": sync-late") || message.contains(": sync-failed"))
          ? Outcomes.UNKNOWN
          : Outcomes.REFUSED;
    } catch (Throwable breach) {
      // CloudStack would let it end the action of a user.
      breach.printStackTrace();
      Runtime.getRuntime().halt(BREACH);
      return Outcomes.UNKNOWN;
    }
  }
}
