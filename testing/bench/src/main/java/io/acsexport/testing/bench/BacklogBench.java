package io.acsexport.testing.bench;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether anything costs more when many events wait: stores backlogs of several sizes while the
 * broker's process is stopped, then drains them, and compares each with a small one. Of storing,
 * the last step counts, when all the others wait already.
 */
final class BacklogBench {

  private static final int SMALLEST = 10_000;

  /** What the others are compared with, and the most that is stored in one step. */
  private static final int STEP = 100_000;

  /** See {@link KafkaBench}. */
  private static final int UNDER_WAY = 4_000;

  /** Two seconds of a thousand events each: so long the largest backlog is drained at least. */
  private static final String PACED = "publish 1 2000 1000 60000";

  private static final double MICROS = 1e-3;
  private static final double MEBIBYTES = 1.0 / (1 << 20);

  private final BenchOptions options;
  private final Path work;
  private final Report report;
  private final Turns turns = new Turns();

  BacklogBench(BenchOptions options, Report report) {
    this.options = options;
    this.work = options.work().resolve("backlog");
    this.report = report;
  }

  void run() throws IOException, InterruptedException {
    List<Integer> sizes =
        options.quick()
            ? List.of(SMALLEST, STEP, 200_000)
            : List.of(SMALLEST, STEP, 1_000_000, 5_000_000);
    int largest = sizes.get(sizes.size() - 1);
    KafkaBrokerOptions broker =
        KafkaBrokerOptions.in(work.resolve("broker"))
            .withHeapMegabytes(512)
            .with("num.partitions", "3")
            .with("log.segment.bytes", Integer.toString(128 << 20))
            .with("log.retention.bytes", Integer.toString(256 << 20))
            .with("log.retention.check.interval.ms", "5000")
            .with("broker.session.timeout.ms", "300000");
    try (KafkaBroker kafka = KafkaBroker.start(broker);
        ContenderProcess ours = ContenderProcess.start(work, "ours", exporter(kafka))) {
      for (int round = -options.warmUps(); round < options.rounds(); round++) {
        for (int size : sizes) {
          boolean meanwhile = size == largest;
          // A warm-up needs no large one.
          Map<String, Double> turn = turn(kafka, ours, round < 0 ? STEP : size, meanwhile);
          if (round >= 0) {
            turns.add(name(size), turn);
          }
        }
      }
    }
    report.head("backlog, stored while the broker is stopped, then drained to Kafka");
    for (int size : sizes) {
      if (size != STEP) {
        compare(size);
      }
    }
    String large = name(largest);
    report.add(
        Comparison.of(
            "backlog/" + largest + "/publish while draining, p99",
            large + ", at rest",
            "µs",
            turns.of(large, "busy", MICROS),
            turns.of(large, "rest", MICROS)));
  }

  private void compare(int size) {
    String large = name(size);
    String small = name(STEP);
    String what = "backlog/" + size + "/";
    report.add(turns.compare(what + "publish, p50", large, small, "p50", "µs", MICROS));
    report.add(turns.compare(what + "publish, p99", large, small, "p99", "µs", MICROS));
    report.add(turns.compare(what + "publish, mean", large, small, "mean", "µs", MICROS));
    report.add(turns.compare(what + "drain rate", large, small, "rate", "events/s", 1));
    report.add(turns.compare(what + "drain CPU", large, small, "cpu", "µs/event", 1e6));
    report.add(turns.compare(what + "heap in use", large, small, "heap-bytes", "MiB", MEBIBYTES));
  }

  private List<String> exporter(KafkaBroker kafka) throws IOException {
    return ExporterFiles.of(
        options.home(),
        work.resolve("ours"),
        "100 ms",
        // The stopped broker must not count as a failure, or a back-off is measured.
        "transport = kafka, send-timeout = 10 m, settings { topic = ours, producer {"
            + " request.timeout.ms = 500000, bootstrap.servers = \""
            + kafka.bootstrapServers()
            + "\" } }");
  }

  private static String name(int events) {
    return String.format(Locale.ROOT, "backlog of %,d", events);
  }

  /**
   * @param meanwhile whether to publish while it is drained, and at the same pace before
   */
  private static Map<String, Double> turn(
      KafkaBroker kafka, ContenderProcess ours, int size, boolean meanwhile)
      throws IOException, InterruptedException {
    Map<String, Double> figures = new HashMap<>();
    double stored = 0;
    kafka.pause();
    try {
      while (stored < size) {
        figures.putAll(ours.ask("publish 1 " + Math.min(STEP, size) + " 0 60000"));
        stored += figures.getOrDefault("calls", Double.NaN);
      }
      figures.putAll(ours.ask("heap"));
      if (meanwhile) {
        Map<String, Double> atRest = ours.ask(PACED);
        figures.put("rest", atRest.getOrDefault("p99", Double.NaN));
        stored += atRest.getOrDefault("calls", Double.NaN);
      }
      // The clock begins before the broker goes on.
      ours.begin(meanwhile ? PACED : "settle");
    } finally {
      kafka.resume();
    }
    Map<String, Double> drain = ours.answer();
    if (meanwhile) {
      figures.put("busy", drain.getOrDefault("p99", Double.NaN));
      stored += drain.getOrDefault("calls", Double.NaN);
      Map<String, Double> rest = ours.ask("settle");
      drain.merge("seconds", rest.getOrDefault("seconds", Double.NaN), Double::sum);
      drain.merge("cpu-seconds", rest.getOrDefault("cpu-seconds", Double.NaN), Double::sum);
    }
    figures.putAll(Turns.perEvent(drain, (int) stored - UNDER_WAY));
    return figures;
  }
}
