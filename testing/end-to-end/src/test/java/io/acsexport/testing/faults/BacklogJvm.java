package io.acsexport.testing.faults;

import io.acsexport.testing.check.AcsPublisher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A management server as far as the exporter can tell, in a JVM of its own that has little memory:
 * its threads publish at a given rate, then as fast as they can until so many events are stored,
 * then at that rate again. A byte on standard input lets it go on where it waits; its end stops the
 * bus.
 */
final class BacklogJvm {

  /** Of all threads. */
  static final int PER_SECOND = 5_000;

  private BacklogJvm() {}

  /**
   * Runs it.
   *
   * @param args home, configuration, folder of outcomes and report, number of threads, seconds at
   *     the given rate, number of events in all
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    Path folder = Path.of(args[2]);
    int threads = Integer.parseInt(args[3]);
    int tenth = Integer.parseInt(args[4]) * PER_SECOND / threads / 10;
    int each = Integer.parseInt(args[5]) / threads;
    AcsPublisher bus = new AcsPublisher(Path.of(args[0]), Path.of(args[1]));
    bus.start();
    BacklogReport report = new BacklogReport(folder);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<BacklogPublisher> publishers = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      publishers.add(new BacklogPublisher(bus, folder, thread, threads));
    }

    run(pool, publishers, publisher -> publisher.paced(PER_SECOND / threads));
    report.reached("warm");
    await();
    report.latencies("first", run(pool, publishers, publisher -> publisher.paced(tenth)));
    report.resources("begin");
    run(pool, publishers, publisher -> publisher.paced(8 * tenth));
    report.latencies("last", run(pool, publishers, publisher -> publisher.paced(tenth)));
    run(pool, publishers, publisher -> publisher.upTo(each - tenth));
    report.resources("full");
    report.latencies("full", run(pool, publishers, publisher -> publisher.paced(tenth)));
    for (BacklogPublisher publisher : publishers) {
      publisher.close();
    }
    report.reached("published");
    await();
    report.resources("drained");
    report.reached("looked");
    await();
    pool.shutdown();
    bus.stop();
  }

  /** Lets every publisher do it at once, each in its own thread. */
  private static List<long[]> run(
      ExecutorService pool, List<BacklogPublisher> publishers, Phase phase)
      throws InterruptedException, ExecutionException {
    List<Callable<long[]>> calls = new ArrayList<>();
    publishers.forEach(publisher -> calls.add(() -> phase.of(publisher)));
    List<long[]> nanos = new ArrayList<>();
    for (Future<long[]> end : pool.invokeAll(calls)) {
      nanos.add(end.get());
    }
    return nanos;
  }

  private static void await() throws IOException {
    int ignored = System.in.read();
  }

  /** What each thread does; gives how long its calls took. */
  private interface Phase {
    long[] of(BacklogPublisher publisher) throws IOException;
  }
}
