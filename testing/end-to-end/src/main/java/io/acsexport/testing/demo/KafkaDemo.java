package io.acsexport.testing.demo;

import static java.util.Objects.requireNonNull;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.KafkaConsole;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.check.ConsoleReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The demo on Apache Kafka, read back with Kafka's own console consumer. */
final class KafkaDemo implements DemoBroker {

  private static final String TOPIC = "cs";

  private final Path work;
  private @Nullable KafkaBroker broker;

  KafkaDemo(Path work) {
    this.work = work;
  }

  @Override
  public String description() {
    return "Apache Kafka in a process of its own";
  }

  @Override
  public void start() throws IOException, InterruptedException {
    broker = KafkaBroker.start(KafkaBrokerOptions.in(work.resolve("broker")));
  }

  @Override
  public String address() {
    return requireNonNull(broker).bootstrapServers();
  }

  @Override
  public String destination() {
    return """
        transport = kafka
              settings {
                topic = %s
                producer { bootstrap.servers = "%s", acks = all, retries = 1 }
              }"""
        .formatted(TOPIC, address());
  }

  @Override
  public String source() {
    return "topic '" + TOPIC + "' with Kafka's own console consumer";
  }

  @Override
  public boolean canBeReread() {
    return true;
  }

  @Override
  public List<Arrived> readAll(int expected) throws IOException, InterruptedException {
    return new ConsoleReader(new KafkaConsole(address(), work.resolve("console")))
        .readAll(TOPIC, expected);
  }

  @Override
  public void close() {
    if (broker != null) {
      broker.close();
    }
  }
}
