package io.acsexport.testing.bench;

import io.acsexport.testing.EmbeddedAmqp;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a call of {@code publish} holds its caller: broker up, down and silent, against a bare
 * append to a file and against what CloudStack's own buses do.
 */
final class PublishBench {

  private static final String APPEND = "bare append";
  private static final String KAFKA = "stock Kafka, broker up";
  private static final String RABBIT = "stock RabbitMQ, broker up";

  /** Silent after it was up; the other silent one never answered. */
  private static final String FALLEN = "fallen silent";

  private static final List<String> BROKERS = List.of("up", "down", "silent", FALLEN);
  private static final double MICROS = 1e-3;
  private static final double MILLIS = 1e-6;

  private final BenchOptions options;
  private final Path work;
  private final Report report;

  PublishBench(BenchOptions options, Report report) {
    this.options = options;
    this.work = options.work().resolve("publish");
    this.report = report;
  }

  void run() throws IOException, InterruptedException {
    try (TcpProxy falling = TcpProxy.start();
        KafkaBroker broker = KafkaBroker.start(broker("kafka"));
        KafkaBroker hidden =
            KafkaBroker.start(broker("kafka-falling").advertisedAs(falling.address()));
        TcpProxy down = TcpProxy.start();
        TcpProxy silent = TcpProxy.start().forwardTo(broker.bootstrapServers())) {
      falling.forwardTo(hidden.bootstrapServers());
      down.become(TcpProxy.Mode.REFUSE);
      silent.become(TcpProxy.Mode.SILENT);
      Map<String, String> servers =
          Map.of(
              "up",
              broker.bootstrapServers(),
              "down",
              down.address(),
              "silent",
              silent.address(),
              FALLEN,
              falling.address());
      turns(servers, "100 ms", falling);
      falling.become(TcpProxy.Mode.PASS);
      turns(servers, "always", falling);
      longestOfStockKafka(servers);
    }
  }

  private KafkaBrokerOptions broker(String name) {
    return KafkaBrokerOptions.in(work.resolve(name)).withHeapMegabytes(256);
  }

  private void turns(Map<String, String> servers, String fsync, TcpProxy falling)
      throws IOException, InterruptedException {
    boolean always = fsync.equals("always");
    Path folder = work.resolve(always ? "always" : "interval");
    Map<String, ContenderProcess> contenders = new LinkedHashMap<>();
    try {
      contenders.put(
          APPEND,
          ContenderProcess.start(
              folder, "append", List.of("append", folder.resolve("append.bin").toString(), fsync)));
      // The state of the broker matters no more with 'always'; to be quick, one is enough.
      for (String broker : always && options.quick() ? List.of("up") : BROKERS) {
        List<String> exporter =
            ExporterFiles.kafka(
                options.home(),
                folder.resolve(broker),
                fsync,
                ExporterFiles.producer("cs", servers.getOrDefault(broker, "")));
        contenders.put(broker, ContenderProcess.start(folder, "exporter-" + broker, exporter));
      }
      if (!always) {
        contenders.put(
            KAFKA,
            ContenderProcess.start(
                folder,
                "stock-kafka",
                List.of("kafka", "stock", servers.getOrDefault("up", ""), "stock")));
      }
      ContenderProcess fallen = contenders.get(FALLEN);
      if (fallen != null) {
        fallen.ask("publish 1 1000 1000 10000");
        fallen.ask("settle");
        falling.become(TcpProxy.Mode.SILENT);
      }
      if (!always && !options.quick()) {
        warmUp(contenders);
      }
      for (PublishLoad load : loads(always)) {
        measure(contenders, load, fsync);
      }
      if (!always) {
        againstStockRabbit(contenders);
      }
    } finally {
      contenders.values().forEach(ContenderProcess::close);
    }
  }

  /**
   * A management server runs for weeks; with few events a second it takes a long time until the
   * JVM's compiler no longer competes for the processors.
   */
  private static void warmUp(Map<String, ContenderProcess> contenders)
      throws IOException, InterruptedException {
    for (Map.Entry<String, ContenderProcess> each : contenders.entrySet()) {
      turn(each.getKey(), each.getValue(), "publish 1 400000 0 20000");
    }
  }

  /** One turn, until the broker has what came of it, where there is one. */
  private static Map<String, Double> turn(String name, ContenderProcess contender, String command)
      throws IOException, InterruptedException {
    Map<String, Double> figures = contender.ask(command);
    if (!BROKERS.contains(name) || name.equals("up")) {
      contender.ask("settle");
    }
    return figures;
  }

  /** As fast as one thread can, a busy management server, and more threads than processors. */
  private List<PublishLoad> loads(boolean always) {
    boolean quick = options.quick();
    int most = always ? 4_000 : 40_000;
    List<PublishLoad> loads =
        List.of(
            new PublishLoad(1, quick ? most / 4 : most, 0, 3_000),
            new PublishLoad(4, quick ? 250 : 2_000, 1_000, 4_000),
            new PublishLoad(16, (quick ? most / 4 : most) / 10, 0, 3_000));
    return quick ? loads.subList(0, 2) : loads;
  }

  private void measure(Map<String, ContenderProcess> contenders, PublishLoad load, String fsync)
      throws IOException, InterruptedException {
    Turns turns = take(contenders, load);
    String pace = load.perSecond() == 0 ? "" : " at " + load.perSecond() + "/s each";
    String threads = load.threads() + (load.threads() == 1 ? " thread" : " threads") + pace;
    report.head("publish, " + threads + ", fsync = " + fsync);
    List<String> measured = BROKERS.stream().filter(turns::has).toList();
    for (String broker : measured) {
      String what = "publish/" + threads + "/" + fsync + "/" + broker + "/";
      report.add(turns.compare(what + "p50", broker, APPEND, "p50", "µs", MICROS));
      report.add(turns.compare(what + "p99", broker, APPEND, "p99", "µs", MICROS));
      report.add(turns.compare(what + "p99.9", broker, APPEND, "p999", "µs", MICROS));
      report.add(turns.compare(what + "max", broker, APPEND, "max", "µs", MICROS));
      if (!broker.equals("up")) {
        report.add(
            Comparison.of(
                what + "p99",
                "ours, broker up",
                "µs",
                turns.of(broker, "p99", MICROS),
                turns.of("up", "p99", MICROS)));
      }
    }
    String up = "publish/" + threads + "/" + fsync + "/up/";
    if (turns.has(KAFKA)) {
      report.add(turns.compare(up + "p50", "up", KAFKA, "p50", "µs", MICROS));
      report.add(turns.compare(up + "p99", "up", KAFKA, "p99", "µs", MICROS));
    }
    allocation(turns, up);
    for (String broker : measured) {
      double failed = Spread.of(turns.of(broker, "failed", 1)).max();
      if (failed > 0) {
        report.say("  Refused with the broker " + broker + ", most in a round: " + (long) failed);
      }
    }
  }

  private void allocation(Turns turns, String what) {
    report.add(turns.compare(what + "allocated", "up", APPEND, "allocated", "B/event", 1));
  }

  private Turns take(Map<String, ContenderProcess> contenders, PublishLoad load)
      throws IOException, InterruptedException {
    String command =
        "publish "
            + load.threads()
            + " "
            + load.events()
            + " "
            + load.perSecond()
            + " "
            + load.longest();
    Turns turns = new Turns();
    // The first ones are for warming up.
    for (int round = -options.warmUps(); round < options.rounds(); round++) {
      for (Map.Entry<String, ContenderProcess> each : contenders.entrySet()) {
        Map<String, Double> figures = turn(each.getKey(), each.getValue(), command);
        if (round >= 0) {
          turns.add(each.getKey(), figures);
        }
      }
    }
    return turns;
  }

  private void againstStockRabbit(Map<String, ContenderProcess> contenders)
      throws IOException, InterruptedException {
    Path folder = work.resolve("rabbitmq");
    if (RabbitBroker.isInstalled()) {
      try (RabbitBroker broker = RabbitBroker.start(RabbitBrokerOptions.in(folder))) {
        againstStockRabbit(contenders, broker.uri("/"), RABBIT);
      }
    } else {
      try (EmbeddedAmqp broker = EmbeddedAmqp.start(folder)) {
        againstStockRabbit(contenders, broker.uri(), RABBIT + " (Qpid)");
      }
    }
  }

  private void againstStockRabbit(Map<String, ContenderProcess> contenders, String uri, String name)
      throws IOException, InterruptedException {
    try (ContenderProcess rabbit =
        ContenderProcess.start(work, "stock-rabbitmq", List.of("rabbitmq", "stock", uri, "1"))) {
      Map<String, ContenderProcess> two = new LinkedHashMap<>();
      two.put("up", contenders.getOrDefault("up", rabbit));
      two.put(name, rabbit);
      Turns turns = take(two, new PublishLoad(1, options.quick() ? 200 : 1_000, 0, 5_000));
      report.head("publish, 1 thread, against channel, declare, publish, close for each event");
      for (String figure : List.of("p50", "p99", "max")) {
        report.add(
            turns.compare(
                "publish/1 thread/100 ms/up/" + figure, "up", name, figure, "µs", MICROS));
      }
    }
  }

  /** One call each at the same time: at Kafka's defaults it lasts a minute. */
  private void longestOfStockKafka(Map<String, String> servers)
      throws IOException, InterruptedException {
    String limit = options.quick() ? "2000" : "60000";
    report.head(
        "publish, longest call of stock Kafka, max.block.ms = "
            + limit
            + (options.quick() ? " (its default is 60000; shortened by --quick)" : ""));
    Map<String, ContenderProcess> stock = new LinkedHashMap<>();
    Map<String, ContenderProcess> ours = new LinkedHashMap<>();
    try {
      for (String broker : List.of("down", "silent")) {
        String address = servers.getOrDefault(broker, "");
        stock.put(
            broker,
            ContenderProcess.start(
                work, "stock-kafka-" + broker, List.of("kafka", "stock", address, "stock", limit)));
        ours.put(
            broker,
            ContenderProcess.start(
                work,
                "exporter-longest-" + broker,
                ExporterFiles.kafka(
                    options.home(),
                    work.resolve("longest-" + broker),
                    "100 ms",
                    ExporterFiles.producer("cs", address))));
      }
      for (ContenderProcess each : stock.values()) {
        each.begin("publish 1 1 0 120000");
      }
      Turns turns = new Turns();
      for (Map.Entry<String, ContenderProcess> each : ours.entrySet()) {
        // From the first call of a cold JVM on, since stock Kafka has one call only.
        turns.add(each.getKey(), each.getValue().ask("publish 1 2000 1000 10000"));
      }
      for (Map.Entry<String, ContenderProcess> each : stock.entrySet()) {
        String name = "stock Kafka, broker " + each.getKey();
        turns.add(name, each.getValue().answer());
        report.add(
            turns.compare(
                "publish/1 thread/100 ms/" + each.getKey() + "/longest of 2000",
                each.getKey(),
                name,
                "max",
                "ms",
                MILLIS));
      }
    } finally {
      stock.values().forEach(ContenderProcess::close);
      ours.values().forEach(ContenderProcess::close);
    }
  }
}
