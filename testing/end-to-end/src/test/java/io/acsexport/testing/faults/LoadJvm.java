package io.acsexport.testing.faults;

import io.acsexport.testing.check.AcsPublisher;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.cloudstack.framework.events.EventBusException;

/**
 * A management server as far as the exporter can tell, in a JVM of its own: some threads publish
 * numbered events and write down what became of each call before the next. It goes on until its
 * standard input ends, then stops the bus, which drains; or until it is killed.
 */
final class LoadJvm {

  private LoadJvm() {}

  /**
   * Runs it.
   *
   * @param args home, configuration, folder of outcomes, number of threads, the first number, how
   *     many events each thread publishes, the pause after each in nanoseconds
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    AcsPublisher publisher = new AcsPublisher(Path.of(args[0]), Path.of(args[1]));
    publisher.start();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < Integer.parseInt(args[3]); number++) {
      int thread = number;
      Path outcomes = Path.of(args[2]).resolve(Outcomes.file(thread));
      threads.add(
          new Thread(
              () ->
                  publish(
                      publisher,
                      outcomes,
                      new NumberedEvent(thread, Long.parseLong(args[4])),
                      Long.parseLong(args[5]),
                      Long.parseLong(args[6])),
              "API-Job-Executor-" + thread));
    }
    threads.forEach(Thread::start);
    while (System.in.read() >= 0) {
      // Nothing is ever said; only the end matters.
    }
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    publisher.stop();
  }

  private static void publish(
      AcsPublisher publisher, Path outcomes, NumberedEvent first, long count, long pauseNanos) {
    try (OutputStream log = new FileOutputStream(outcomes.toFile(), true)) {
      NumberedEvent event = first;
      while (event.number() < first.number() + count && !Thread.interrupted()) {
        log.write(
            (outcome(publisher, event) + " " + event.number() + "\n")
                .getBytes(StandardCharsets.US_ASCII));
        event = new NumberedEvent(event.thread(), event.number() + 1);
        LockSupport.parkNanos(pauseNanos);
      }
    } catch (IOException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(3);
    }
  }

  /** What became of one call. */
  static char outcome(AcsPublisher publisher, NumberedEvent event) {
    try {
      publisher.publish(event.captured());
      return Outcomes.ACCEPTED;
    } catch (EventBusException e) {
      String message = String.valueOf(e.getMessage());
      // Only these two say that the event may yet be delivered.
      return message.contains(": sync-late") || message.contains(": sync-failed")
          ? Outcomes.UNKNOWN
          : Outcomes.REFUSED;
    }
  }
}
