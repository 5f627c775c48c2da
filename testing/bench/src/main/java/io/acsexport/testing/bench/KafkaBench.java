package io.acsexport.testing.bench;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events a second until the broker has confirmed them, and what an event costs, against Kafka's
 * producer alone.
 */
final class KafkaBench {

  private static final String IDEMPOTENT = "raw idempotent producer";
  private static final String STOCK = "raw producer, stock defaults";
  private static final String TRANSACTIONAL = "raw transactional producer";
  private static final String ONE = "one destination";
  private static final int SEVERAL = 3;

  /**
   * What the exporter may have handed to its client before the broker goes on: eight batches of
   * 500. They do not count.
   */
  private static final int UNDER_WAY = 4_000;

  private final BenchOptions options;
  private final Path work;
  private final Report report;
  private final int events;

  KafkaBench(BenchOptions options, Report report) {
    this.options = options;
    this.work = options.work().resolve("kafka");
    this.report = report;
    this.events = options.quick() ? 40_000 : 150_000;
  }

  void run() throws IOException, InterruptedException {
    KafkaBrokerOptions broker =
        KafkaBrokerOptions.in(work.resolve("broker"))
            .withHeapMegabytes(512)
            .with("num.partitions", "3")
            // It is frozen while the exporter stores a backlog.
            .with("broker.session.timeout.ms", "120000");
    try (KafkaBroker kafka = KafkaBroker.start(broker)) {
      atLeastOnce(kafka);
      exactlyOnce(kafka);
      severalDestinations(kafka);
    }
  }

  private void atLeastOnce(KafkaBroker kafka) throws IOException, InterruptedException {
    String servers = kafka.bootstrapServers();
    Map<String, ContenderProcess> all = new LinkedHashMap<>();
    try {
      all.put("ours", exporter("ours", ExporterFiles.producer("ours", servers)));
      all.put(IDEMPOTENT, raw("idempotent", servers));
      all.put(STOCK, raw("stock", servers));
      Turns drained = new Turns();
      Turns sustained = new Turns();
      for (int round = -options.warmUps(); round < options.rounds(); round++) {
        for (Map.Entry<String, ContenderProcess> each : all.entrySet()) {
          ContenderProcess contender = each.getValue();
          contender.ask("generate " + events);
          boolean ours = each.getKey().equals("ours");
          Map<String, Double> through = ours ? contender.ask("deliver") : Map.of();
          Map<String, Double> drain = ours ? drain(kafka, contender) : contender.ask("deliver");
          if (round >= 0) {
            drained.add(each.getKey(), Turns.perEvent(drain, ours ? events - UNDER_WAY : events));
            sustained.add(each.getKey(), Turns.perEvent(ours ? through : drain, events));
          }
        }
      }
      report.head("kafka, " + events + " events a turn, at least once");
      for (String other : List.of(IDEMPOTENT, STOCK)) {
        add(drained, "kafka/drain/", other);
        add(sustained, "kafka/publish to confirmed/", other);
      }
    } finally {
      all.values().forEach(ContenderProcess::close);
    }
  }

  private void exactlyOnce(KafkaBroker kafka) throws IOException, InterruptedException {
    String servers = kafka.bootstrapServers();
    Turns drained = new Turns();
    try (ContenderProcess ours =
            exporter(
                "exactly-once",
                ExporterFiles.producer("ours-once", servers) + ", exactly-once = true");
        ContenderProcess raw = raw("transactional", servers)) {
      // Twice as many warm-ups, since a turn is one drain only.
      for (int round = -2 * options.warmUps(); round < options.rounds(); round++) {
        ours.ask("generate " + events);
        Map<String, Double> our = drain(kafka, ours);
        raw.ask("generate " + events);
        Map<String, Double> other = raw.ask("deliver");
        if (round >= 0) {
          // A whole transaction may wait for the broker to go on.
          drained.add("ours", Turns.perEvent(our, events - KafkaContender.TRANSACTION));
          drained.add(TRANSACTIONAL, Turns.perEvent(other, events));
        }
      }
    }
    report.head("kafka, " + events + " events a turn, exactly once");
    add(drained, "kafka/exactly once/drain/", TRANSACTIONAL);
  }

  private void severalDestinations(KafkaBroker kafka) throws IOException, InterruptedException {
    List<String> destinations = new ArrayList<>();
    for (int number = 1; number <= SEVERAL; number++) {
      String topic = "ours-of-several-" + number;
      destinations.add(
          ExporterFiles.kafka(ExporterFiles.producer(topic, kafka.bootstrapServers())));
    }
    Turns turns = new Turns();
    try (ContenderProcess three = exporter("three", destinations);
        ContenderProcess one = exporter("one", destinations.subList(0, 1))) {
      for (int round = -options.warmUps(); round < options.rounds(); round++) {
        Map<String, Double> ours = ofEach(kafka, three, SEVERAL);
        Map<String, Double> other = ofEach(kafka, one, 1);
        if (round >= 0) {
          turns.add("ours", ours);
          turns.add(ONE, other);
        }
      }
    }
    report.head("kafka, " + events + " events a turn, three destinations");
    String what = "kafka/three destinations/";
    report.add(turns.compare(what + "deliveries", "ours", ONE, "rate", "1/s", 1));
    report.add(turns.compare(what + "CPU", "ours", ONE, "cpu", "µs/delivery", 1e6));
    report.add(turns.compare(what + "spool", "ours", ONE, "spool", "B/event", 1));
  }

  /** What the delivery of an event to one of so many destinations costs. */
  private Map<String, Double> ofEach(KafkaBroker kafka, ContenderProcess contender, int number)
      throws IOException, InterruptedException {
    contender.ask("generate " + events);
    Map<String, Double> drain = drain(kafka, contender);
    Map<String, Double> figures =
        new HashMap<>(Turns.perEvent(drain, (events - UNDER_WAY) * number));
    figures.put("spool", drain.getOrDefault("spool", Double.NaN) / events);
    return figures;
  }

  private void add(Turns turns, String what, String other) {
    report.add(turns.compare(what + "rate", "ours", other, "rate", "events/s", 1));
    report.add(turns.compare(what + "CPU", "ours", other, "cpu", "µs/event", 1e6));
    report.add(turns.compare(what + "allocated", "ours", other, "bytes", "B/event", 1));
  }

  /** The backlog is stored while the broker's process is stopped, so that none of it is sent. */
  private static Map<String, Double> drain(KafkaBroker kafka, ContenderProcess contender)
      throws IOException, InterruptedException {
    double empty = contender.ask("settle").getOrDefault("spool-bytes", Double.NaN);
    double full;
    kafka.pause();
    try {
      full = contender.ask("store").getOrDefault("spool-bytes", Double.NaN);
      // The clock begins before the broker goes on.
      contender.begin("settle");
    } finally {
      kafka.resume();
    }
    Map<String, Double> figures = contender.answer();
    figures.put("spool", full - empty);
    return figures;
  }

  private ContenderProcess exporter(String name, String settings)
      throws IOException, InterruptedException {
    return exporter(name, List.of(ExporterFiles.kafka(settings)));
  }

  private ContenderProcess exporter(String name, List<String> destinations)
      throws IOException, InterruptedException {
    return ContenderProcess.start(
        work, name, ExporterFiles.of(options.home(), work.resolve(name), "100 ms", destinations));
  }

  private ContenderProcess raw(String way, String servers)
      throws IOException, InterruptedException {
    return ContenderProcess.start(work, "raw-" + way, List.of("kafka", way, servers, "raw-" + way));
  }
}
