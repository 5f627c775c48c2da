package io.acsexport.testing.road;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.CapturedEvents;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the captured events as CloudStack's own buses do, with the clients that CloudStack 4.20 to
 * 4.22 ship: what consumers are used to.
 *
 * <p>Compiled against new libraries and run with old ones, so it uses only what both have.
 */
final class StockBuses {

  private StockBuses() {}

  /**
   * Runs one of them.
   *
   * @param args {@code kafka} and its properties file, or {@code rabbitmq}, URI and exchange
   */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("kafka")) {
      kafka(Path.of(args[1]));
    } else {
      rabbit(args[1], args[2]);
    }
  }

  /** Key and value alone; the topic is taken out of the producer's properties. */
  private static void kafka(Path file) throws Exception {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    String topic = (String) properties.remove("topic");
    properties.putIfAbsent("key.serializer", StringSerializer.class.getName());
    properties.putIfAbsent("value.serializer", StringSerializer.class.getName());
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties)) {
      List<Future<?>> sent = new ArrayList<>();
      for (CapturedEvent event : CapturedEvents.bundled()) {
        sent.add(
            producer.send(new ProducerRecord<>(topic, event.resourceUuid(), event.description())));
      }
      for (Future<?> each : sent) {
        each.get();
      }
    }
  }

  private static void rabbit(String uri, String exchange) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare(exchange, "topic", true);
      channel.confirmSelect();
      for (CapturedEvent event : CapturedEvents.bundled()) {
        channel.basicPublish(
            exchange,
            routingKey(event),
            MessageProperties.PERSISTENT_TEXT_PLAIN,
            String.valueOf(event.description()).getBytes(StandardCharsets.UTF_8));
      }
      channel.waitForConfirmsOrDie(30_000);
    }
  }

  private static String routingKey(CapturedEvent event) {
    return String.join(
        ".",
        word(event.source()),
        word(event.category()),
        word(event.type()),
        word(event.resourceType()),
        word(event.resourceUuid()));
  }

  private static String word(@Nullable String part) {
    return part == null || part.isEmpty() ? "*" : part.replace('.', '-');
  }
}
