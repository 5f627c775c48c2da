package io.acsexport.testing.faults;

import io.acsexport.testing.check.AcsPublisher;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.cloudstack.framework.events.Event;

/**
 * Publishes numbered events from 0 on and writes down which were not accepted, and at last how many
 * there were.
 */
final class BacklogPublisher implements AutoCloseable {

  private static final long[] UNMEASURED = {};

  private final AcsPublisher bus;
  private final int thread;
  private final long intervalNanos;
  private final BufferedWriter log;
  private int next;

  BacklogPublisher(AcsPublisher bus, Path folder, int thread, int threads) throws IOException {
    this.bus = bus;
    this.thread = thread;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(threads) / BacklogJvm.PER_SECOND;
    this.log = Files.newBufferedWriter(folder.resolve(Outcomes.file(thread)));
  }

  /** So many more at the given rate; gives how long each call took, in nanoseconds. */
  long[] paced(int count) throws IOException {
    long[] nanos = new long[count];
    long due = System.nanoTime();
    for (int call = 0; call < count; call++) {
      due += intervalNanos;
      LockSupport.parkNanos(due - System.nanoTime());
      Event event = event();
      long begin = System.nanoTime();
      char outcome = LoadJvm.outcome(bus, event);
      nanos[call] = System.nanoTime() - begin;
      note(outcome);
    }
    return nanos;
  }

  /** As fast as it can, until there are so many in all. */
  long[] upTo(int number) throws IOException {
    while (next < number) {
      char outcome = LoadJvm.outcome(bus, event());
      note(outcome);
      if (outcome == Outcomes.REFUSED) {
        // Or the next thousand would be refused before the disk has answered.
        LockSupport.parkNanos(intervalNanos);
      }
    }
    return UNMEASURED;
  }

  private Event event() {
    return AcsPublisher.event(new NumberedEvent(thread, next).captured());
  }

  @Override
  public void close() throws IOException {
    log.write(BacklogOutcomes.END + " " + next + "\n");
    log.close();
  }

  private void note(char outcome) throws IOException {
    if (outcome != Outcomes.ACCEPTED) {
      log.write(outcome + " " + next + "\n");
    }
    next++;
  }
}
