package io.acsexport.testing.road;

import static io.acsexport.testing.road.SaslBroker.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.road.SaslBroker.Mechanism;
import io.acsexport.transport.Notice;
import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The Kafka plugin as it is shipped, in its own loader: what the client looks up by name (log-in
 * modules, security providers, handlers of the operator's own) is found, and afterwards all of it
 * can be unloaded.
 */
class IsolatedKafkaIT {

  @TempDir static Path shared;
  private static SaslBroker broker;

  @TempDir Path folder;

  @BeforeAll
  static void startTheBroker() throws Exception {
    broker = SaslBroker.start(shared);
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void aLogInWorksForProducerAndAdministrator(Mechanism mechanism) throws Exception {
    String topic = "by-" + mechanism;
    Path configuration =
        Road.configuration(
            folder, "30 s", broker.settings(mechanism, topic, mechanism.jaas(PASSWORD), ""));
    try (IsolatedEngine engine =
        IsolatedEngine.open(Road.HOME.resolve("transports"), configuration)) {
      engine.deliver("one", "two");
      assertThat(engine.check()).extracting(Notice::level).doesNotContain(Notice.Level.ERROR);
    }
    assertThat(PlainConsumer.readAll(broker.bootstrapServers(), topic))
        .extracting(Arrived::body)
        .containsExactly("one", "two");
    // The consumer logs in too: what an operator would see.
    assertThat(command(configuration, 0, "tail", "main", "--no-follow")).contains("one", "two");
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "SCRAM"})
  void aWrongPasswordIsNamedWithARemedyAndNeverShown(Mechanism mechanism) throws Exception {
    String wrong = "wr0ng-secret";
    Path configuration =
        Road.configuration(
            folder, "1 s", broker.settings(mechanism, "never", mechanism.jaas(wrong), ""));

    String checked = command(configuration, 69, "check", "--verbose");
    String sent =
        command(configuration, 69, "send", "--verbose", "--timeout", "3s", event().toString());

    for (String printed : List.of(checked, sent)) {
      assertThat(printed)
          .contains("authentication-failed", "user 'acs'")
          .contains("Correct user and password in producer.sasl.jaas.config")
          .doesNotContain(wrong, PASSWORD);
    }
  }

  @Test
  void classesOfTheOperatorAreFoundInTheExtDirectory() throws Exception {
    Path transports = folder.resolve("transports");
    List<Path> jars = copyPlugin(transports.resolve("kafka"));
    Path extensions = Files.createDirectory(transports.resolve("kafka/ext"));
    SiteJar.build(
        extensions.resolve("site.jar"),
        folder.resolve("site"),
        jars,
        Map.of("SiteCredentials", SITE_CREDENTIALS, "SitePartitioner", SITE_PARTITIONER));
    try (Admin admin = broker.admin()) {
      admin
          .createTopics(List.of(new NewTopic("ext", Optional.of(3), Optional.empty())))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    String settings =
        broker.settings(
            Mechanism.PLAIN,
            "ext",
            Mechanism.PLAIN.bareJaas(),
            """
            sasl.client.callback.handler.class = org.example.SiteCredentials
            partitioner.class = org.example.SitePartitioner
            """);

    try (IsolatedEngine engine =
        IsolatedEngine.open(transports, Road.configuration(folder, "30 s", settings))) {
      engine.deliver("a", "b", "c", "d");
    }

    try (Admin admin = broker.admin()) {
      TopicPartition last = new TopicPartition("ext", 2);
      assertThat(
              admin
                  .listOffsets(Map.of(last, OffsetSpec.latest()))
                  .partitionResult(last)
                  .get(30, TimeUnit.SECONDS)
                  .offset())
          .isEqualTo(4);
    }
  }

  @Test
  void aClosedPluginCanBeUnloaded() throws Exception {
    Path configuration =
        Road.configuration(
            folder,
            "30 s",
            broker.settings(Mechanism.SCRAM, "unloaded", Mechanism.SCRAM.jaas(PASSWORD), ""));
    ReferenceQueue<ClassLoader> unloaded = new ReferenceQueue<>();
    Reference<ClassLoader> plugin = useOnce(configuration, unloaded);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return unloaded.poll() == plugin;
            });
  }

  private static Reference<ClassLoader> useOnce(
      Path configuration, ReferenceQueue<ClassLoader> unloaded) throws Exception {
    try (IsolatedEngine engine =
        IsolatedEngine.open(Road.HOME.resolve("transports"), configuration)) {
      engine.check();
      engine.publish("one");
      ClassLoader loader = await().until(IsolatedKafkaIT::pluginLoader, Optional::isPresent).get();
      engine.drain();
      return new PhantomReference<>(loader, unloaded);
    }
  }

  /** As the client's own thread has it. */
  private static Optional<ClassLoader> pluginLoader() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getContextClassLoader)
        .filter(loader -> String.valueOf(loader).equals("PluginClassLoader[kafka]"))
        .findAny();
  }

  /** The shipped plugin at another place. */
  private static List<Path> copyPlugin(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<Path> jars;
    try (Stream<Path> shipped = Files.list(Road.HOME.resolve("transports/kafka"))) {
      jars = shipped.filter(file -> file.toString().endsWith(".jar")).toList();
    }
    for (Path jar : jars) {
      Files.copy(jar, directory.resolve(jar.getFileName()));
    }
    return jars;
  }

  private Path event() throws IOException {
    return Files.writeString(
        folder.resolve("event.jsonl"),
        "{\"category\":\"ActionEvent\",\"type\":\"VM.CREATE\",\"description\":\"{}\"}\n");
  }

  /** Everything that the command prints. */
  private String command(Path configuration, int exitCode, String... arguments)
      throws IOException, InterruptedException {
    String[] all =
        Stream.concat(Stream.of("--config", configuration.toString()), Stream.of(arguments))
            .toArray(String[]::new);
    CommandLineRun run = CommandLineRun.keeping(folder, all);
    String printed = run.out() + run.err();
    assertThat(run.exitCode()).as(printed).isEqualTo(exitCode);
    return printed;
  }

  private static final String SITE_CREDENTIALS =
      """
      package org.example;
      import java.util.*;
      import javax.security.auth.callback.*;
      import javax.security.auth.login.AppConfigurationEntry;
      public class SiteCredentials
          implements org.apache.kafka.common.security.auth.AuthenticateCallbackHandler {
        public void configure(
            Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {}
        public void handle(Callback[] callbacks) {
          for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
              name.setName("acs");
            } else if (callback instanceof PasswordCallback password) {
              password.setPassword("%s".toCharArray());
            }
          }
        }
        public void close() {}
      }
      """
          .formatted(PASSWORD);

  private static final String SITE_PARTITIONER =
      """
      package org.example;
      import java.util.Map;
      import org.apache.kafka.common.Cluster;
      public class SitePartitioner implements org.apache.kafka.clients.producer.Partitioner {
        public int partition(
            String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster c) {
          return 2;
        }
        public void configure(Map<String, ?> configs) {}
        public void close() {}
      }
      """;
}
