package io.acsexport.testing.bench;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.acsexport.testing.Amqp;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Events a second until RabbitMQ has confirmed them, into one durable classic queue, against its
 * client alone and against what CloudStack's own bus does. Needs an installed RabbitMQ.
 */
final class RabbitBench {

  private static final String CONFIRMED = "raw publisher, 8000 open";
  private static final String STOCK = "stock RabbitMQ";

  private static final List<String> QUEUES = List.of("raw-events", "our-events");

  /** The exporter has 16 batches of 500 under way. */
  private static final int WINDOW = 8_000;

  /** The stock way would take minutes for as many events as the others get. */
  private static final int STOCK_SHARE = 120;

  private final BenchOptions options;
  private final Path work;
  private final Report report;
  private final int events;

  RabbitBench(BenchOptions options, Report report) {
    this.options = options;
    this.work = options.work().resolve("rabbitmq");
    this.report = report;
    this.events = options.quick() ? 20_000 : 120_000;
  }

  void run() throws IOException, InterruptedException {
    if (!RabbitBroker.isInstalled()) {
      report.say("");
      report.say("rabbitmq was not measured: no RabbitMQ is installed.");
      return;
    }
    Map<String, ContenderProcess> all = new LinkedHashMap<>();
    RabbitBrokerOptions broker =
        RabbitBrokerOptions.in(work.resolve("broker"))
            // A broker short of memory holds publishers back, which would be what is measured.
            .with("vm_memory_high_watermark.absolute", "4GB");
    try (RabbitBroker rabbit = RabbitBroker.start(broker);
        Connection connection = Amqp.connect(rabbit.uri("/"));
        Channel channel = connection.createChannel()) {
      for (String name : QUEUES) {
        channel.exchangeDeclare(name, "topic", true);
        channel.queueDeclare(name, true, false, false, Map.of());
        channel.queueBind(name, name, "#");
      }
      String window = Integer.toString(WINDOW);
      all.put("ours", exporter(rabbit));
      all.put(CONFIRMED, raw("confirmed", rabbit, window));
      all.put(STOCK, raw("stock", rabbit, window));
      compare(rabbit, channel, all);
    } catch (TimeoutException e) {
      throw new IOException(e);
    } finally {
      all.values().forEach(ContenderProcess::close);
    }
  }

  private void compare(RabbitBroker rabbit, Channel channel, Map<String, ContenderProcess> all)
      throws IOException, InterruptedException {
    Turns drained = new Turns();
    Turns through = new Turns();
    for (int round = -options.warmUps(); round < options.rounds(); round++) {
      for (Map.Entry<String, ContenderProcess> each : all.entrySet()) {
        ContenderProcess contender = each.getValue();
        boolean ours = each.getKey().equals("ours");
        int count = each.getKey().equals(STOCK) ? events / STOCK_SHARE : events;
        contender.ask("generate " + count);
        Map<String, Double> sustained = contender.ask("deliver");
        // The longer a queue without consumers, the slower: each turn begins with an empty one.
        purge(channel);
        Map<String, Double> drain = ours ? drain(rabbit, contender) : sustained;
        if (round >= 0) {
          drained.add(each.getKey(), Turns.perEvent(drain, ours ? count - WINDOW : count));
          through.add(each.getKey(), Turns.perEvent(sustained, count));
        }
        purge(channel);
      }
    }
    report.head(
        "rabbitmq, " + events + " events a turn (the stock way: " + events / STOCK_SHARE + ")");
    for (String other : List.of(CONFIRMED, STOCK)) {
      report.add(drained.compare("rabbitmq/drain/rate", "ours", other, "rate", "events/s", 1));
      report.add(drained.compare("rabbitmq/drain/CPU", "ours", other, "cpu", "µs/event", 1e6));
      report.add(
          through.compare(
              "rabbitmq/publish to confirmed/rate", "ours", other, "rate", "events/s", 1));
    }
  }

  private static void purge(Channel channel) throws IOException {
    for (String queue : QUEUES) {
      channel.queuePurge(queue);
    }
  }

  private static Map<String, Double> drain(RabbitBroker rabbit, ContenderProcess contender)
      throws IOException, InterruptedException {
    rabbit.pause();
    try {
      contender.ask("store");
      contender.begin("settle");
    } finally {
      rabbit.resume();
    }
    return contender.answer();
  }

  private ContenderProcess exporter(RabbitBroker rabbit) throws IOException, InterruptedException {
    return ContenderProcess.start(
        work,
        "ours",
        ExporterFiles.of(
            options.home(),
            work.resolve("ours"),
            "100 ms",
            "transport = rabbitmq, settings { exchange = our-events, addresses = [\""
                + rabbit.address()
                + "\"], username = guest, password = guest }"));
  }

  private ContenderProcess raw(String way, RabbitBroker rabbit, String window)
      throws IOException, InterruptedException {
    return ContenderProcess.start(
        work, "raw-" + way, List.of("rabbitmq", way, rabbit.uri("/"), window));
  }
}
