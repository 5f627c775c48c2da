package io.acsexport.testing.bench;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How long the exporter takes to open a spool that its JVM, killed, left behind, against one with
 * nothing in it.
 */
final class RecoveryBench {

  private static final long FULL = 1L << 30;
  private static final long QUICK = 128L << 20;
  private static final int EVENTS = 50_000;
  private static final String EMPTY = "empty spool";
  private static final String RAW = "raw idempotent producer";

  /** Long enough for the waits between attempts to have grown. */
  private static final Duration OUTAGE = Duration.ofSeconds(15);

  private final BenchOptions options;
  private final Path work;
  private final Report report;

  RecoveryBench(BenchOptions options, Report report) {
    this.options = options;
    this.work = options.work().resolve("recovery");
    this.report = report;
  }

  void run() throws IOException, InterruptedException {
    opening();
    firstDelivery();
  }

  private void opening() throws IOException, InterruptedException {
    try (TcpProxy down = TcpProxy.start()) {
      down.become(TcpProxy.Mode.REFUSE);
      long wanted = options.quick() ? QUICK : FULL;
      List<String> full = files("full", down);
      Map<String, Double> left = fill(full, wanted);
      Turns turns = new Turns();
      List<String> empty = files("empty", down);
      for (int round = -1; round < options.rounds(); round++) {
        Map<String, Double> ours = open("full", full);
        Map<String, Double> other = open("empty", empty);
        if (round >= 0) {
          turns.add("ours", ours);
          turns.add(EMPTY, other);
        }
      }
      report.head(
          "recovery, "
              + Report.number(left.getOrDefault("spool-bytes", Double.NaN) / (1 << 20))
              + " MiB, "
              + Report.number(left.getOrDefault("events", Double.NaN))
              + " events, left by a killed JVM"
              + (options.quick() ? " (1 GiB without --quick)" : "")
              + "; each opening in a new JVM, page cache warm");
      String what = "recovery/open/";
      report.add(
          turns.compare(
              what + "AcsEventBus.configure", "ours", EMPTY, "configure-seconds", "s", 1));
    }
  }

  /** From the moment that the broker can be reached until it has the one event that waits. */
  private void firstDelivery() throws IOException, InterruptedException {
    Turns turns = new Turns();
    try (TcpProxy network = TcpProxy.start();
        KafkaBroker kafka =
            KafkaBroker.start(
                KafkaBrokerOptions.in(work.resolve("broker")).advertisedAs(network.address()))) {
      network.forwardTo(kafka.bootstrapServers());
      firstDelivery(network, turns);
    }
    report.head("recovery, after an outage of " + OUTAGE.toSeconds() + " s");
    report.add(turns.compare("recovery/broker back to delivery", "ours", RAW, "seconds", "s", 1));
  }

  private void firstDelivery(TcpProxy network, Turns turns)
      throws IOException, InterruptedException {
    try (ContenderProcess ours = ContenderProcess.start(work, "back", files("back", network));
        ContenderProcess raw =
            ContenderProcess.start(
                work, "raw-back", List.of("kafka", "idempotent", network.address(), "raw"))) {
      for (int round = -1; round < options.rounds(); round++) {
        double our = back(network, ours);
        double other = back(network, raw);
        if (round >= 0) {
          turns.add("ours", Map.of("seconds", our));
          turns.add(RAW, Map.of("seconds", other));
        }
      }
    }
  }

  private static double back(TcpProxy network, ContenderProcess contender)
      throws IOException, InterruptedException {
    contender.ask("generate 1");
    network.become(TcpProxy.Mode.REFUSE);
    contender.begin("deliver");
    Thread.sleep(OUTAGE.toMillis());
    network.become(TcpProxy.Mode.PASS);
    long back = System.nanoTime();
    contender.answer();
    return (System.nanoTime() - back) / 1e9;
  }

  private List<String> files(String name, TcpProxy down) throws IOException {
    return ExporterFiles.kafka(
        options.home(), work.resolve(name), "100 ms", ExporterFiles.producer("cs", down.address()));
  }

  /** Killed at the end, so that the last file has no proper end. */
  private Map<String, Double> fill(List<String> files, long wanted)
      throws IOException, InterruptedException {
    try (ContenderProcess exporter = ContenderProcess.start(work, "fill", files)) {
      exporter.ask("generate " + EVENTS);
      double bytes = 0;
      double events = 0;
      while (bytes < wanted) {
        bytes = exporter.ask("store").getOrDefault("spool-bytes", Double.NaN);
        events += EVENTS;
      }
      return Map.of("spool-bytes", bytes, "events", events);
    }
  }

  private Map<String, Double> open(String name, List<String> files)
      throws IOException, InterruptedException {
    try (ContenderProcess exporter = ContenderProcess.start(work, "open-" + name, files)) {
      return exporter.opened();
    }
  }
}
