package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.check.Arrived;
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
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
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

  private static final String PASSWORD = "r1ght-secret";

  /** A way to log in. */
  enum Mechanism {
    PLAIN("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule"),
    SCRAM("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule");

    private final String label;
    private final String module;

    Mechanism(String label, String module) {
      this.label = label;
      this.module = module;
    }

    String settings(String topic, String password) {
      return settings(
          topic, module + " required username=\"acs\" password=\"" + password + "\";", "");
    }

    String settings(String topic, String jaas, String more) {
      return """
      topic = %s
      producer {
        bootstrap.servers = "%s"
        security.protocol = SASL_PLAINTEXT
        sasl.mechanism = %s
        sasl.jaas.config = ${q}%s${q}
        %s
      }
      """
          .replace("${q}", "\"\"\"")
          .formatted(topic, broker.bootstrapServers("CLIENT"), label, jaas, more);
    }
  }

  @TempDir static Path shared;
  private static KafkaBroker broker;

  @TempDir Path folder;

  @BeforeAll
  static void startTheBroker() throws Exception {
    String listener = "listener.name.client.";
    broker =
        KafkaBroker.start(
            KafkaBrokerOptions.in(shared)
                .withListener("CLIENT", "SASL_PLAINTEXT")
                .with(listener + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512")
                .with(
                    listener + "plain.sasl.jaas.config",
                    Mechanism.PLAIN.module + " required user_acs=\"" + PASSWORD + "\";")
                .with(
                    listener + "scram-sha-512.sasl.jaas.config",
                    Mechanism.SCRAM.module + " required;"));
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "acs",
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                      PASSWORD)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void aLogInWorksForProducerAndAdministrator(Mechanism mechanism) throws Exception {
    String topic = "by-" + mechanism;
    Path configuration = Road.configuration(folder, "30 s", mechanism.settings(topic, PASSWORD));
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
  @EnumSource
  void aWrongPasswordIsNamedWithARemedyAndNeverShown(Mechanism mechanism) throws Exception {
    String wrong = "wr0ng-secret";
    Path configuration = Road.configuration(folder, "1 s", mechanism.settings("never", wrong));

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
    try (Admin admin = admin()) {
      admin
          .createTopics(List.of(new NewTopic("ext", Optional.of(3), Optional.empty())))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    String settings =
        Mechanism.PLAIN.settings(
            "ext",
            Mechanism.PLAIN.module + " required;",
            """
            sasl.client.callback.handler.class = org.example.SiteCredentials
            partitioner.class = org.example.SitePartitioner
            """);

    try (IsolatedEngine engine =
        IsolatedEngine.open(transports, Road.configuration(folder, "30 s", settings))) {
      engine.deliver("a", "b", "c", "d");
    }

    try (Admin admin = admin()) {
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
        Road.configuration(folder, "30 s", Mechanism.SCRAM.settings("unloaded", PASSWORD));
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

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
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
    Path output = Files.createTempFile(folder, "command", ".out");
    List<String> command =
        Stream.concat(
                Stream.of(
                    Road.HOME.resolve("bin/acs-export").toString(),
                    "--config",
                    configuration.toString()),
                Stream.of(arguments))
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
      String printed = Files.readString(output);
      assertThat(process.exitValue()).as(printed).isEqualTo(exitCode);
      return printed;
    } finally {
      process.destroyForcibly();
    }
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
