package io.acsexport.testing.road;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.check.AcsPublisher;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A management server with its old libraries on one flat class path. Its own Kafka bus sends with
 * them while the exporter is at work; then it prints which classes each side sees.
 *
 * <p>Compiled against new libraries and run with old ones, so it uses only what both have.
 */
final class OldHost {

  /** One class of each library that both sides may have. */
  private static final List<String> CLASSES =
      List.of(
          "org.apache.kafka.clients.producer.KafkaProducer",
          "com.rabbitmq.client.ConnectionFactory",
          "com.fasterxml.jackson.databind.ObjectMapper",
          "com.google.gson.Gson",
          "org.slf4j.Logger");

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private OldHost() {}

  /**
   * Runs it.
   *
   * @param args home and configuration of the exporter, brokers and topic of the host's own bus,
   *     and the names of the transports that the configuration uses
   */
  public static void main(String[] args) throws Exception {
    AcsPublisher publisher = new AcsPublisher(Path.of(args[0]), Path.of(args[1]));
    publisher.start();
    publisher.publish(
        new CapturedEvent(
            0,
            null,
            "ActionEvent",
            "VM.CREATE",
            "management-server",
            "VirtualMachine",
            "vm-1",
            null,
            null,
            null,
            null,
            null,
            null,
            "by the exporter"));
    try (KafkaProducer<String, String> own =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", args[2]), new StringSerializer(), new StringSerializer())) {
      own.send(new ProducerRecord<>(args[3], "by the host")).get();
    }
    print("host", OldHost.class.getClassLoader());
    print("engine", awaitLoader("EngineClassLoader["));
    for (String transport : List.of(args).subList(4, args.length)) {
      print(transport, awaitLoader("PluginClassLoader[" + transport + "]"));
    }
    publisher.stop();
  }

  /** The loader of that name, which is the context loader of some thread of its side. */
  private static ClassLoader awaitLoader(String name) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        ClassLoader loader = thread.getContextClassLoader();
        if (loader != null && loader.toString().startsWith(name)) {
          return loader;
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new IllegalStateException("no thread has the context loader " + name);
  }

  private static void print(String side, ClassLoader loader) {
    for (String name : CLASSES) {
      System.out.println("SEES " + side + " " + name + " " + location(name, loader));
    }
  }

  private static @Nullable URL location(String name, ClassLoader loader) {
    try {
      CodeSource source = Class.forName(name, false, loader).getProtectionDomain().getCodeSource();
      return source == null ? null : source.getLocation();
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
