package io.acsexport.testing.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that publish, and how long each call held them.
 *
 * @param threads how many
 * @param events how many each publishes
 * @param perSecond how many each publishes in a second; 0 for as many as it can
 * @param longest when to give up, in milliseconds
 */
record PublishLoad(int threads, int events, int perSecond, long longest) {

  private static final long AFTER_REFUSAL_NANOS = 1_000_000;

  /**
   * Publishes; gives nanoseconds of the accepted calls ({@code max}: of all calls), how many were
   * made and refused, and the bytes that each allocated in its own thread.
   */
  Map<String, Double> run(Feed feed, Contender contender) throws InterruptedException {
    CountDownLatch begin = new CountDownLatch(1);
    List<Publisher> publishers = new ArrayList<>();
    for (int number = 0; number < threads; number++) {
      List<Contender.Call> calls = new ArrayList<>(events);
      feed.next(events).forEach(event -> calls.add(contender.prepare(event)));
      publishers.add(new Publisher(this, calls, begin));
    }
    publishers.forEach(Thread::start);
    begin.countDown();
    for (Publisher publisher : publishers) {
      publisher.join();
    }
    long[] all =
        publishers.stream()
            .flatMapToLong(each -> Arrays.stream(each.nanos, 0, each.made))
            .sorted()
            .toArray();
    long allocated = publishers.stream().mapToLong(each -> each.allocated).sum();
    return Map.of(
        "p50", at(all, 0.5),
        "p99", at(all, 0.99),
        "p999", at(all, 0.999),
        "mean", Arrays.stream(all).average().orElse(Double.NaN),
        "max", longest(publishers),
        "calls", (double) all.length,
        "failed", (double) publishers.stream().mapToLong(each -> each.failed).sum(),
        "allocated", (double) allocated / Math.max(1, all.length));
  }

  private static double longest(List<Publisher> publishers) {
    return publishers.stream().mapToLong(each -> each.longest).max().orElse(0);
  }

  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))];
  }

  private static final class Publisher extends Thread {
    private final PublishLoad load;
    private final List<Contender.Call> calls;
    private final CountDownLatch begin;
    private final long[] nanos;
    private int made;
    private long failed;
    private long longest;
    private long allocated;

    Publisher(PublishLoad load, List<Contender.Call> calls, CountDownLatch begin) {
      super("API-Job-Executor");
      this.load = load;
      this.calls = calls;
      this.begin = begin;
      this.nanos = new long[calls.size()];
    }

    @Override
    public void run() {
      var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      try {
        begin.await();
      } catch (InterruptedException e) {
        return;
      }
      long start = System.nanoTime();
      long before = memory.getCurrentThreadAllocatedBytes();
      long end = start + TimeUnit.MILLISECONDS.toNanos(load.longest());
      for (int i = 0; i < nanos.length; i++) {
        if (load.perSecond() > 0) {
          long due = start + i * (TimeUnit.SECONDS.toNanos(1) / load.perSecond());
          for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
        }
        long called = System.nanoTime();
        if (called > end) {
          break;
        }
        @Nullable Exception refusal = call(calls.get(i));
        long took = System.nanoTime() - called;
        longest = Math.max(longest, took);
        if (refusal == null) {
          nanos[made++] = took;
        } else {
          if (failed++ == 0) {
            System.err.println("First refusal of " + load + ": " + refusal);
          }
          // Or the next thousand would be refused before whatever is wrong has passed.
          LockSupport.parkNanos(AFTER_REFUSAL_NANOS);
        }
      }
      allocated = memory.getCurrentThreadAllocatedBytes() - before;
    }

    private static @Nullable Exception call(Contender.Call call) {
      try {
        call.run();
        return null;
      } catch (Exception e) {
        return e;
      }
    }
  }
}
