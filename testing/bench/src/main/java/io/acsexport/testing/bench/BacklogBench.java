package io.acsexport.testing.bench;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether an event costs more when many others wait: stores backlogs of several sizes while the
 * broker's process is stopped, then drains them, and compares each with the smallest.
 */
final class BacklogBench {

  /** The smallest backlog, and what is stored at once. */
  private static final int STEP = 50_000;

  /** See {@link KafkaBench}. */
  private static final int UNDER_WAY = 4_000;

  private final BenchOptions options;
  private final Path work;
  private final Report report;

  BacklogBench(BenchOptions options, Report report) {
    this.options = options;
    this.work = options.work().resolve("backlog");
    this.report = report;
  }

  void run() throws IOException, InterruptedException {
    List<Integer> sizes =
        options.quick() ? List.of(STEP, 200_000) : List.of(STEP, 200_000, 1_000_000);
    KafkaBrokerOptions broker =
        KafkaBrokerOptions.in(work.resolve("broker"))
            .withHeapMegabytes(512)
            .with("num.partitions", "3")
            .with("broker.session.timeout.ms", "300000");
    try (KafkaBroker kafka = KafkaBroker.start(broker);
        ContenderProcess ours =
            ContenderProcess.start(
                work,
                "ours",
                ExporterFiles.of(
                    options.home(),
                    work.resolve("ours"),
                    "100 ms",
                    // The stopped broker must not count as a failure, or a back-off is measured.
                    "transport = kafka, send-timeout = 5 m, settings { topic = ours, producer {"
                        + " request.timeout.ms = 240000, bootstrap.servers = \""
                        + kafka.bootstrapServers()
                        + "\" } }"))) {
      ours.ask("generate " + STEP);
      Turns turns = new Turns();
      for (int round = -options.warmUps(); round < options.rounds(); round++) {
        for (int size : sizes) {
          // A warm-up needs no large one.
          Map<String, Double> turn = turn(kafka, ours, round < 0 ? STEP : size);
          if (round >= 0) {
            turns.add(name(size), turn);
          }
        }
      }
      report.head("backlog, stored while the broker is stopped, then drained to Kafka");
      String small = name(STEP);
      for (int size : sizes.subList(1, sizes.size())) {
        String large = name(size);
        String what = "backlog/" + size + "/";
        report.add(turns.compare(what + "publish, mean", large, small, "store", "µs/event", 1e6));
        report.add(turns.compare(what + "drain rate", large, small, "rate", "events/s", 1));
        report.add(turns.compare(what + "drain CPU", large, small, "cpu", "µs/event", 1e6));
      }
    }
  }

  private static String name(int events) {
    return String.format(Locale.ROOT, "backlog of %,d", events);
  }

  private static Map<String, Double> turn(KafkaBroker kafka, ContenderProcess ours, int size)
      throws IOException, InterruptedException {
    double storing = 0;
    kafka.pause();
    try {
      for (int stored = 0; stored < size; stored += STEP) {
        storing += ours.ask("store").getOrDefault("seconds", Double.NaN);
      }
      ours.begin("settle");
    } finally {
      kafka.resume();
    }
    Map<String, Double> drain = Turns.perEvent(ours.answer(), size - UNDER_WAY);
    return Map.of(
        "store", storing / size,
        "rate", drain.getOrDefault("rate", Double.NaN),
        "cpu", drain.getOrDefault("cpu", Double.NaN));
  }
}
