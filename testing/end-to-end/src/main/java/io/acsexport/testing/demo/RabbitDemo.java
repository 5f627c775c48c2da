package io.acsexport.testing.demo;

import static java.util.Objects.requireNonNull;

import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.EmbeddedAmqp;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.check.AmqpReader;
import io.acsexport.testing.check.Arrived;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The demo on RabbitMQ where it is installed, else on a broker in this process that speaks the same
 * protocol; read back from a queue with RabbitMQ's Java client.
 */
final class RabbitDemo implements DemoBroker {

  private static final String EXCHANGE = "cloudstack-events";
  private static final String VIRTUAL_HOST = "/";

  private final Path work;
  private final boolean installed = RabbitBroker.isInstalled();
  private @Nullable RabbitBroker rabbit;
  private @Nullable EmbeddedAmqp embedded;
  private @Nullable AmqpConsumer consumer;

  RabbitDemo(Path work) {
    this.work = work;
  }

  @Override
  public String description() {
    return installed
        ? "RabbitMQ in a process of its own"
        : "an AMQP broker (Apache Qpid; no RabbitMQ is installed here)";
  }

  @Override
  public void start() throws IOException, InterruptedException {
    if (installed) {
      rabbit = RabbitBroker.start(RabbitBrokerOptions.in(work.resolve("broker")));
    } else {
      embedded = EmbeddedAmqp.start(work.resolve("broker"));
    }
    // A consumer's queue has to be there before the first event: an exchange keeps nothing.
    consumer = AmqpReader.bind(uri(), EXCHANGE, "#");
  }

  @Override
  public String address() {
    return installed ? requireNonNull(rabbit).address() : requireNonNull(embedded).address();
  }

  private String uri() {
    return installed ? requireNonNull(rabbit).uri(VIRTUAL_HOST) : requireNonNull(embedded).uri();
  }

  @Override
  public String destination() {
    return """
        transport = rabbitmq
              settings { uri = "%s", exchange = %s }"""
        .formatted(uri(), EXCHANGE);
  }

  @Override
  public String source() {
    return "a queue bound to exchange '" + EXCHANGE + "' with RabbitMQ's Java client";
  }

  @Override
  public boolean canBeReread() {
    return false;
  }

  @Override
  public List<Arrived> readAll(int expected) throws IOException, InterruptedException {
    return AmqpReader.readAll(requireNonNull(consumer), expected);
  }

  @Override
  public void close() throws IOException {
    if (consumer != null) {
      consumer.close();
    }
    if (rabbit != null) {
      rabbit.close();
    }
    if (embedded != null) {
      embedded.close();
    }
  }
}
