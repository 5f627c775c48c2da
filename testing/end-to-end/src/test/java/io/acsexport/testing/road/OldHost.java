package io.acsexport.testing.road;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.road.SaslBroker.Mechanism;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
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

  private static final CapturedEvent EVENT =
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
          "by the exporter");

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private OldHost() {}

  /**
   * Runs it. The host logs in by SCRAM before the exporter does, and by OAUTHBEARER after it.
   *
   * @param args home and configuration of the exporter, brokers and topic of the host's own bus
   */
  public static void main(String[] args) throws Exception {
    send(args[2], args[3], Mechanism.SCRAM);
    AcsPublisher publisher = new AcsPublisher(Path.of(args[0]), Path.of(args[1]));
    publisher.start();
    publisher.publish(EVENT);
    await("the exporter's log-in", () -> thread(t -> t.getName().endsWith("acs-export-ms1-oauth")));
    send(args[2], args[3], Mechanism.OAUTH);
    print("host", OldHost.class.getClassLoader());
    print("engine", awaitLoader("EngineClassLoader["));
    print("kafka", awaitLoader("PluginClassLoader[kafka]"));
    print("rabbitmq", awaitLoader("PluginClassLoader[rabbitmq]"));
    publisher.stop();
  }

  private static void send(String servers, String topic, Mechanism mechanism) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            servers,
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            mechanism.label(),
            "sasl.jaas.config",
            mechanism.jaas(SaslBroker.PASSWORD));
    try (KafkaProducer<String, String> own =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      own.send(new ProducerRecord<>(topic, "by the host with " + mechanism)).get();
    }
  }

  /** The loader of that name, which is the context loader of some thread of its side. */
  private static ClassLoader awaitLoader(String name) throws InterruptedException {
    Thread thread =
        await(name, () -> thread(t -> String.valueOf(t.getContextClassLoader()).startsWith(name)));
    return Objects.requireNonNull(thread.getContextClassLoader(), name);
  }

  private static Optional<Thread> thread(Predicate<Thread> wanted) {
    return Thread.getAllStackTraces().keySet().stream().filter(wanted).findAny();
  }

  private static <T> T await(String what, Supplier<Optional<T>> look) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Optional<T> found = look.get();
    while (found.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("waited in vain for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(20);
      found = look.get();
    }
    return found.get();
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
